package dev.azimuth.discovery;

import static dev.azimuth.discovery.ReferencePairs.FEW;
import static dev.azimuth.discovery.ReferencePairs.ROWS;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;

/** Against scikit-learn; the values are made by {@code src/test/reference/estimators.py}. */
class LinearDiscriminantTest {
    @Test
    void theCovarianceIsThatOfLedoitAndWolfAlsoForFewerRowsThanDimensions() {
        check(LinearDiscriminant.linearDiscriminant(), ROWS, "discriminant");
        check(LinearDiscriminant.linearDiscriminant(), FEW, "discriminant_of_8_pairs");
    }

    @Test
    void aGivenShrinkageIsThatOfScikitLearn() {
        check(LinearDiscriminant.shrunkBy(0.1), ROWS, "discriminant_shrunk");
    }

    @Test
    void theEndsAreTheMassMeanProbeAndTheMeanDifference() {
        check(LinearDiscriminant.shrunkBy(0), ROWS, "mass_mean");
        assertThatTensor(Vectors.unit(LinearDiscriminant.shrunkBy(1).fit(ROWS)))
                .isCloseTo(Vectors.unit(ROWS.meanDifference()), 1e-6);
    }

    private static void check(DirectionEstimator estimator, PairedRows rows, String name) {
        assertThatTensor(Vectors.unit(estimator.fit(rows))).isCloseTo(ReferencePairs.vector(name), 2e-6);
    }

    @Test
    void rowsOfTinyNumbersAreStillTold() {
        float[][] positive = RandomRows.moved(RandomRows.normal(40, 300, 1), 5, 5);
        float[][] negative = RandomRows.normal(40, 300, 2);
        for (int i = 0; i < 40; i++) {
            positive[i] = Vectors.scaled(positive[i], 1e-12);
            negative[i] = Vectors.scaled(negative[i], 1e-12);
        }
        float[] axis = LinearDiscriminant.linearDiscriminant().fit(PairedRows.of(positive, negative));
        assertThat(Vectors.unit(axis)[5]).isGreaterThan(0.7f);
    }

    @Test
    void aShareBeyondOneIsRefused() {
        assertThatThrownBy(() -> LinearDiscriminant.shrunkBy(1.5))
                .hasMessage("A covariance cannot be shrunk by 1.5. Give a share from 0 to 1.");
    }
}
