package dev.azimuth.discovery;

import static dev.azimuth.discovery.ReferencePairs.ROWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Estimate;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;

class StabilityTest {
    private static final int D = 50;

    /** The mean difference of m pairs is (2, 0, …) and noise of variance 2/m in each of d coordinates. */
    @Test
    void cosinesAreThoseThatTheNoiseOfTheMeansImplies() {
        PairedRows rows =
                PairedRows.of(RandomRows.moved(RandomRows.normal(100, D, 1), 0, 2), RandomRows.normal(100, D, 2));
        Stability stability = Stability.of(MeanDifference.meanDifference(), rows);
        Estimate halves = stability.splitHalf();
        double noise = D * 2 / 50.0;
        assertThat(halves.value()).isCloseTo(4 / (4 + noise), within(0.1));
        assertThat(halves.value()).isBetween(halves.low(), halves.high());
        assertThat(halves.n()).isEqualTo(100);
        // A resample adds noise to a sample that all resamples share.
        double all = D * 2 / 100.0;
        assertThat(stability.bootstrap().value()).isCloseTo((4 + all) / (4 + 2 * all), within(0.05));
    }

    @Test
    void whatIsNotThereIsNotStable() {
        PairedRows noise = PairedRows.of(RandomRows.normal(100, D, 1), RandomRows.normal(100, D, 2));
        Estimate halves = Stability.of(MeanDifference.meanDifference(), noise).splitHalf();
        assertThat(halves.low()).isNegative();
        assertThat(halves.value()).isCloseTo(0, within(0.1));
    }

    @Test
    void drawsAreTheSameForTheSameSeedAlone() {
        Stability stability = Stability.of(LogisticProbe.logisticProbe(), ROWS).resamples(4);
        assertThat(stability.splitHalf()).isEqualTo(stability.splitHalf());
        assertThat(stability.seed(2).splitHalf()).isNotEqualTo(stability.splitHalf());
        assertThat(stability).hasToString("Stability of logistic probe on 60 pairs of 24 numbers, 4 resamples");
    }

    @Test
    void seedsOfWhatDrawsAtRandomAreCompared() {
        PairedRows rows =
                PairedRows.of(RandomRows.moved(RandomRows.normal(60, D, 1), 0, 6), RandomRows.normal(60, D, 2));
        Stability ccs = Stability.of(Ccs.ccs().starts(2), rows);
        assertThat(ccs.hasSeeds()).isTrue();
        assertThat(ccs.seeds().value()).isBetween(0.5, 0.9999);
        assertThat(ccs.seeds().low()).isLessThan(ccs.seeds().value());
        assertThat(ccs.seedAucs(rows).value()).isGreaterThan(0.95);
        assertThat(ccs.seedAucs(rows).n()).isEqualTo(5);
        Stability plain = Stability.of(MeanDifference.meanDifference(), rows);
        assertThat(plain.hasSeeds()).isFalse();
        assertThatThrownBy(plain::seeds)
                .hasMessage("mean difference draws nothing at random; every seed finds the same.");
    }

    @Test
    void tooLittleToCompareIsRefused() {
        assertThatThrownBy(() -> Stability.of(MeanDifference.meanDifference(), ROWS.take(0)))
                .hasMessage("Stability needs two pairs or more; given was 1.");
        assertThatThrownBy(() ->
                        Stability.of(MeanDifference.meanDifference(), ROWS).resamples(1))
                .hasMessage("There is nothing to compare in 1 resamples. Give 2 or more.");
    }
}
