package dev.azimuth.interference;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LeastCollateralReadTest {
    private final INDArray covariance =
            Moments.of(Matrices.of(RandomRows.normal(50, 8, 1))).covariance();
    private final INDArray write = column(2);
    private final INDArray others = Nd4j.hstack(column(3), column(4));

    private static INDArray column(long seed) {
        return Matrices.of(RandomRows.normal(1, 8, seed)).transpose();
    }

    @Test
    void itSeesTheWriteWholeAndTheProtectedOnesNotAtAll() {
        INDArray read = LeastCollateralRead.of(covariance, write, others, 0).read();
        assertThat(read.transpose().mmul(write).getDouble(0)).isCloseTo(1, within(1e-12));
        assertThat(read.transpose().mmul(others).amaxNumber().doubleValue()).isLessThan(1e-12);
    }

    @Test
    void noOtherReadThatDoesSoSeesLessOfTheBackground() {
        LeastCollateralRead least = LeastCollateralRead.of(covariance, write, others, 0);
        INDArray constraints = Nd4j.hstack(write, others);
        for (long seed = 10; seed < 30; seed++) {
            INDArray step = column(seed); // made orthogonal to all constraints, by least squares
            INDArray gram = dev.azimuth.tensor.SymmetricEigen.of(
                            constraints.transpose().mmul(constraints))
                    .power(-1, constraints.transpose().mmul(step));
            INDArray other = least.read().add(step.sub(constraints.mmul(gram)).mul(0.1));
            assertThat(other.transpose().mmul(covariance).mmul(other).getDouble(0))
                    .isGreaterThan(least.energy());
        }
    }

    @Test
    void softProtectionGoesFromHardToNone() {
        LeastCollateralRead none = LeastCollateralRead.of(covariance, write, null, 0);
        LeastCollateralRead hard = LeastCollateralRead.of(covariance, write, others, 0);
        double before = hard.energy();
        double leak = 0;
        for (double kappa : new double[] {0.1, 1, 10, 1e6}) {
            LeastCollateralRead soft = LeastCollateralRead.of(covariance, write, others, kappa);
            assertThat(soft.read().transpose().mmul(write).getDouble(0)).isCloseTo(1, within(1e-10));
            assertThat(soft.energy()).isLessThan(before);
            double leaks = soft.read().transpose().mmul(others).norm2Number().doubleValue();
            assertThat(leaks).isGreaterThan(leak);
            before = soft.energy();
            leak = leaks;
        }
        assertThat(before).isCloseTo(none.energy(), within(1e-5 * before));
        assertThatMatrix(LeastCollateralRead.of(covariance, write, others, Double.POSITIVE_INFINITY)
                        .read())
                .isCloseTo(none.read(), 1e-12);
        assertThat(none.varianceInflation()).isCloseTo(1, within(1e-12));
    }

    @Test
    void theVarianceInflationIsTheRatioOfTheEnergies() {
        LeastCollateralRead none = LeastCollateralRead.of(covariance, write, null, 0);
        LeastCollateralRead hard = LeastCollateralRead.of(covariance, write, others, 0);
        assertThat(hard.varianceInflation()).isCloseTo(hard.energy() / none.energy(), within(1e-10));
        assertThat(hard.varianceInflation()).isGreaterThan(1.05);
    }

    @Test
    void whatFollowsFromTheProtectedOnesCannotBeRead() {
        assertThatThrownBy(
                        () -> LeastCollateralRead.of(covariance, others.sum(1).reshape(8, 1), others, 0))
                .hasMessageContaining("follows from what the 2 protected concepts write")
                .hasMessageContaining("Protect fewer, or softly");
        assertThatThrownBy(() -> LeastCollateralRead.of(covariance, write, others, -1))
                .hasMessage("A protection of softness -1.0. Give 0 or more.");
    }
}
