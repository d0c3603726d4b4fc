package dev.azimuth.discovery;

import static dev.azimuth.discovery.ReferencePairs.EXPECTED;
import static dev.azimuth.discovery.ReferencePairs.FEW;
import static dev.azimuth.discovery.ReferencePairs.ROWS;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.tensor.Vectors;
import org.junit.jupiter.api.Test;

/** Against scikit-learn; the values are made by {@code src/test/reference/estimators.py}. */
class LogisticProbeTest {
    @Test
    void weightsAreThoseOfScikitLearnAlsoForFewerRowsThanDimensions() {
        check(0.1, ROWS, "logistic_0.1");
        check(0.001, ROWS, "logistic_0.001");
        check(0.001, FEW, "logistic_0.001_of_8_pairs");
    }

    private static void check(double penalty, PairedRows rows, String name) {
        assertThatTensor(LogisticProbe.withPenalty(penalty).fit(rows)).isCloseTo(ReferencePairs.vector(name), 1e-6);
    }

    @Test
    void thePenaltyIsTheOneWhoseFitsPredictHeldOutPairsBest() {
        LogisticProbe probe = LogisticProbe.logisticProbe();
        double chosen = probe.penalty(ROWS);
        assertThat(chosen).isEqualTo(EXPECTED.doubles("chosen_penalty")[0]);
        assertThatTensor(probe.fit(ROWS))
                .isCloseTo(LogisticProbe.withPenalty(chosen).fit(ROWS), 1e-6);
    }

    @Test
    void theLengthOfTheRowsChangesNothing() {
        float[][] positive = ROWS.positive();
        float[][] negative = ROWS.negative();
        for (int i = 0; i < 60; i++) {
            positive[i] = Vectors.scaled(positive[i], 100);
            negative[i] = Vectors.scaled(negative[i], 100);
        }
        LogisticProbe probe = LogisticProbe.logisticProbe();
        assertThat(Vectors.cosine(probe.fit(PairedRows.of(positive, negative)), probe.fit(ROWS)))
                .isGreaterThan(1 - 1e-9);
    }

    @Test
    void aStrongPenaltyLeavesTheMeanDifference() {
        assertThat(Vectors.cosine(LogisticProbe.withPenalty(1e4).fit(ROWS), ROWS.meanDifference()))
                .isGreaterThan(1 - 1e-7);
    }

    @Test
    void penaltiesThatDefineNothingAreRefused() {
        assertThatThrownBy(() -> LogisticProbe.withPenalty(0))
                .hasMessage(
                        "A penalty of 0.0 leaves the weights of separable classes without bound. Give one above 0, such as 0.01.");
        assertThatThrownBy(() -> LogisticProbe.logisticProbe().fit(ROWS.take(0, 1, 2)))
                .hasMessage(
                        "3 pairs are too few to choose a penalty by 5 folds. Give one by LogisticProbe.withPenalty(…).");
        assertThat(LogisticProbe.withPenalty(0.01)).hasToString("logistic probe, penalty 0.0100");
    }
}
