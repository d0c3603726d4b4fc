package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.interference.LayerGeometry.Axis;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class VarianceInflationTest {
    private static Axis axis(double... v) {
        return new Axis(v, v); // Σ = I
    }

    @Test
    void protectionIsFreeWhereNothingIsSharedAndImpossibleWhereEverythingIs() {
        Axis direction = axis(1, 0, 0);
        assertThat(VarianceInflation.of(direction, List.of(axis(0, 1, 0), axis(0, 0, 1))))
                .isEqualTo(1, within(1e-12));
        assertThat(VarianceInflation.of(direction, List.of(axis(1, 1, 0))))
                .as("a cosine of √½ doubles it")
                .isEqualTo(2, within(1e-12));
        assertThat(VarianceInflation.of(direction, List.of(axis(1, 1, 0), axis(1, -1, 0))))
                .isInfinite();
        assertThat(VarianceInflation.retained(direction, List.of(axis(1, 1, 0))))
                .isEqualTo(Math.sqrt(0.5), within(1e-12));
    }

    @Test
    void itIsTheRatioOfTheVarianceOfTheBestReadersWithAndWithoutProtection() {
        SplittableRandom random = new SplittableRandom(1);
        INDArray root = gaussian(random, 6, 6);
        INDArray covariance = root.mmul(root.transpose()).addi(Nd4j.eye(6).castTo(root.dataType()));
        INDArray columns = gaussian(random, 6, 3); // the direction and two to protect
        INDArray solved = SymmetricEigen.of(covariance).power(-1, columns);

        INDArray gram = columns.transpose().mmul(solved);
        INDArray inverse = SymmetricEigen.of(gram).power(-1, Nd4j.eye(3).castTo(gram.dataType()));
        INDArray reader = solved.mmul(inverse).getColumn(0).reshape(6, 1); // bᵀσ = 1, blind to the others
        double protecting = reader.transpose().mmul(covariance).mmul(reader).getDouble(0);
        double alone = 1 / gram.getDouble(0, 0);

        assertThat(VarianceInflation.of(
                        column(columns, solved, 0), List.of(column(columns, solved, 1), column(columns, solved, 2))))
                .isEqualTo(protecting / alone, within(1e-9));
    }

    @Test
    void theIntervalIsThatOfTheDraws() {
        Axis direction = axis(1, 0);
        Estimate vif = VarianceInflation.of(
                direction, List.of(axis(0, 1)), List.of(List.of(axis(0, 1), axis(1, 1), axis(1, 1))), 12);
        assertThat(vif.value()).isEqualTo(1, within(1e-12));
        assertThat(vif.high()).isEqualTo(2, within(1e-9));
        assertThat(vif.n()).isEqualTo(12);
    }

    private static Axis column(INDArray columns, INDArray solved, int index) {
        return new Axis(Matrices.values(columns.getColumn(index)), Matrices.values(solved.getColumn(index)));
    }

    private static INDArray gaussian(SplittableRandom random, int rows, int columns) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextGaussian();
            }
        }
        return Nd4j.createFromArray(values);
    }
}
