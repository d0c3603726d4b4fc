package dev.azimuth.interference;

import static dev.azimuth.interference.CollateralGuarantee.*;
import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Matrices;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class CollateralArmTest {
    private final CollateralStatistics statistics = CollateralSamples.statistics();

    private Set<CollateralGuarantee> held(CollateralArm arm) {
        return CollateralGuarantee.of(arm.fit(statistics), 1, statistics);
    }

    /** What each method is known for, found on its map. */
    @Test
    void eachKeepsWhatItIsKnownFor() {
        assertThat(held(CollateralArm.ablation())).containsExactlyInAnyOrder(GUARDED, IDEMPOTENT);
        assertThat(held(CollateralArm.ace())).containsExactlyInAnyOrder(GUARDED, IDEMPOTENT, CLEAN_MEAN_KEPT);
        assertThat(held(CollateralArm.meanAblation())).containsExactlyInAnyOrder(GUARDED, IDEMPOTENT, BENIGN_MEAN_KEPT);
        assertThat(held(CollateralArm.leace())).containsExactlyInAnyOrder(GUARDED, IDEMPOTENT, MEAN_KEPT);
        assertThat(held(CollateralArm.splince()))
                .containsExactlyInAnyOrder(GUARDED, IDEMPOTENT, MEAN_KEPT, PROTECTED_COVARIANCE_KEPT);
        assertThat(held(CollateralArm.selective()))
                .containsExactlyInAnyOrder(IDEMPOTENT, PROTECTED_UNREAD, PROTECTED_UNWRITTEN);
        assertThat(held(CollateralArm.surgical(0.5))).containsExactly(IDEMPOTENT);
        assertThat(held(CollateralArm.projected())).containsExactlyInAnyOrder(IDEMPOTENT, CLEAN_MEAN_KEPT);
        assertThat(held(CollateralArm.random(1))).containsExactly(IDEMPOTENT);
        assertThat(held(CollateralArm.leastCollateral(LeastCollateralSteps.linear())))
                .containsExactlyInAnyOrder(IDEMPOTENT, BENIGN_MEAN_KEPT, PROTECTED_UNREAD, SINK_SPARED);
        assertThat(held(CollateralArm.leastCollateral(
                        LeastCollateralSteps.linear().gate(0.9))))
                .containsExactlyInAnyOrder(GATED, PROTECTED_UNREAD, SINK_SPARED);
    }

    @Test
    void atHalfStrengthNothingIsGuardedAndMeansStillStay() {
        assertThat(CollateralGuarantee.of(CollateralArm.ace().fit(statistics), 0.5, statistics))
                .containsExactly(CLEAN_MEAN_KEPT);
    }

    @Test
    void withoutAnyStepLeastCollateralAblationIsAblation() {
        INDArray rows = Matrices.of(CollateralSamples.rows());
        assertThatMatrix(apply(CollateralArm.leastCollateral(LeastCollateralSteps.none()), rows))
                .isCloseTo(apply(CollateralArm.ablation(), rows), 1e-12);
        LeastCollateralSteps centred = LeastCollateralSteps.none().centre(true);
        assertThatMatrix(apply(CollateralArm.leastCollateral(centred), rows))
                .isCloseTo(apply(CollateralArm.meanAblation(), rows), 1e-12);
    }

    private INDArray apply(CollateralArm arm, INDArray rows) {
        return arm.fit(statistics).apply(rows, 1);
    }

    @Test
    void theDeconfoundedWriteIsWhatTheTargetAloneWrites() {
        INDArray write = CollateralArm.leastCollateral(
                        LeastCollateralSteps.linear().spareSink(false))
                .fit(statistics)
                .map()
                .write();
        assertThat(write.getDouble(0)).isCloseTo(2, within(0.1));
        assertThat(write.getDouble(1)).isCloseTo(1, within(0.1));
        assertThat(write.getDouble(2)).isCloseTo(0, within(0.15));
        INDArray confounded = CollateralArm.ablation().fit(statistics).map().write();
        assertThat(confounded.getDouble(2)).isGreaterThan(1);
    }

    @Test
    void aGateLeavesItsShareOfBenignRowsBitForBit() {
        CollateralMap gated = CollateralArm.ace().gated(0.9).fit(statistics);
        INDArray benign = Matrices.of(statistics.benign());
        INDArray after = gated.apply(benign, 1);
        long same = 0;
        for (int i = 0; i < benign.rows(); i++) {
            same += after.getRow(i).equals(benign.getRow(i)) ? 1 : 0;
        }
        assertThat(same).isEqualTo(900);
        assertThat(gated.share(statistics.benign())).isEqualTo(0.1);
        assertThat(gated.toString()).contains("where it reads more than");
        assertThat(CollateralArm.ace().gated(0.9).gated(0.99)).hasToString("ACE + 99 % gate");
    }

    @Test
    void whatIsMissingIsSaid() {
        CollateralStatistics bare = CollateralStatistics.of(CollateralSamples.moments(), "target", "companion");
        assertThatThrownBy(() -> CollateralArm.ace().gated(0.9).fit(bare)).hasMessageContaining("Add benign(rows).");
        CollateralStatistics alone = CollateralStatistics.of(
                dev.azimuth.tensor.Moments.of(
                        Matrices.of(CollateralSamples.rows()),
                        org.nd4j.linalg.factory.Nd4j.create(CollateralSamples.labels())
                                .getColumn(0, true)
                                .dup('c')),
                "target");
        assertThatThrownBy(() -> CollateralArm.selective().fit(alone))
                .hasMessage("selective spares protected concepts, but none was named beside target.");
        assertThatThrownBy(() -> CollateralArm.ace().gated(1)).hasMessageContaining("Give more than 0 and less than 1");
        assertThatThrownBy(() -> alone.protecting("other", new float[3]))
                .hasMessage("A vector of 3 numbers does not fit rows of 12.");
    }
}
