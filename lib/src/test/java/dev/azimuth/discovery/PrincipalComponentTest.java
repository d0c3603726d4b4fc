package dev.azimuth.discovery;

import static dev.azimuth.discovery.ReferencePairs.ROWS;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.tensor.Vectors;
import org.junit.jupiter.api.Test;

/** Against scikit-learn; the values are made by {@code src/test/reference/estimators.py}. */
class PrincipalComponentTest {
    @Test
    void differencesAboutZeroHaveTheComponentOfPairCentredActivations() {
        check(PrincipalComponent.ofDifferences(), "pca_pair_centred");
        check(PrincipalComponent.ofPairCentredActivations(), "pca_pair_centred");
        assertThat(PrincipalComponent.ofPairCentredActivations())
                .hasToString("principal component of pair-centred activations");
    }

    @Test
    void differencesAboutTheirMeanHaveAnother() {
        check(PrincipalComponent.ofCentredDifferences(), "pca_centred_differences");
        assertThat(PrincipalComponent.ofCentredDifferences()).hasToString("principal component of centred differences");
    }

    private static void check(PrincipalComponent estimator, String name) {
        float[] found = estimator.fit(ROWS);
        assertThat(Vectors.dot(found, ROWS.meanDifference())).isPositive();
        float[] expected = ReferencePairs.vector(name);
        assertThatTensor(found).isCloseTo(Vectors.scaled(expected, Math.signum(Vectors.dot(found, expected))), 1e-6);
    }
}
