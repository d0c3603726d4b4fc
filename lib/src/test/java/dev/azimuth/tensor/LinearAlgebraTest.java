package dev.azimuth.tensor;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against scikit-learn; the values are made by {@code src/test/reference/discriminant.py}. */
class LinearAlgebraTest {
    private static final float[][] POSITIVE = {
        {1.0f, 0.6f, 0.06f, -0.89f}, {0.55f, -1.98f, 0.23f, 1.34f}, {0.51f, -1.24f, 0.44f, 0.36f},
        {1.11f, -1.86f, 0.19f, 0.7f}, {-0.34f, -0.92f, -0.75f, -1.29f}, {-0.84f, -0.47f, -0.43f, 0.27f}
    };
    private static final float[][] NEGATIVE = {
        {0.16f, -0.37f, -1.26f, -0.54f}, {-0.05f, 0.23f, -0.77f, -0.48f}, {-0.98f, -1.62f, 0.53f, -0.81f},
        {-0.03f, 1.77f, -0.29f, -0.11f}, {0.11f, 0.13f, -0.61f, 0.08f}, {1.36f, -3.09f, 0.43f, 0.12f}
    };
    private static final float[] DISCRIMINANT = {0.3255378f, -0.3891541f, 0.5322436f, 0.6777175f};
    private static final float[] COMPONENT = {-0.2360532f, 0.8964247f, -0.2597127f, -0.2706492f};

    @Test
    void theDiscriminantIsThatOfLedoitAndWolfsCovariance() {
        assertThatTensor(LinearAlgebra.discriminant(POSITIVE, NEGATIVE)).isCloseTo(DISCRIMINANT, 1e-6);
    }

    @Test
    void theFirstPrincipalComponentAgreesUpToItsSign() {
        float[][] all = new float[12][];
        System.arraycopy(POSITIVE, 0, all, 0, 6);
        System.arraycopy(NEGATIVE, 0, all, 6, 6);
        float[] component = LinearAlgebra.firstPrincipalComponent(all);
        double sign = Math.signum(component[0] * COMPONENT[0]);
        assertThatTensor(Vectors.scaled(component, sign)).isCloseTo(COMPONENT, 1e-6);
    }

    @Test
    void aDiscriminantOfFewerRowsThanDimensionsIsStillFound() {
        Random random = new Random(1);
        float[][] positive = new float[40][300];
        float[][] negative = new float[40][300];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 300; j++) {
                positive[i][j] = (float) (1e-3 * random.nextGaussian() + (j == 5 ? 5e-3 : 0));
                negative[i][j] = (float) (1e-3 * random.nextGaussian());
            }
        }
        float[] axis = LinearAlgebra.discriminant(positive, negative);
        assertThat(Vectors.norm(axis)).isCloseTo(1, within(1e-6));
        assertThat(axis[5]).isGreaterThan(0.8f);
    }
}
