package dev.azimuth.tensor;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SvdTest {
    @Test
    void theBasisSpansTheColumnsAndLeavesOutWhatDependsOnOthers() {
        INDArray columns = Matrices.of(RandomRows.normal(3, 30, 5)).transpose();
        INDArray dependent =
                Nd4j.hstack(columns, columns.getColumn(0).reshape(30, 1).mul(2));
        INDArray basis = Svd.of(dependent).basis(1e-8);
        assertThat(basis.columns()).isEqualTo(3);
        assertThatMatrix(basis.mmul(basis.transpose()).mmul(columns)).isCloseTo(columns, 1e-13);
    }

    @Test
    void singularValuesAreThoseOfAKnownMatrix() {
        double[] s =
                Svd.of(Nd4j.createFromArray(new double[][] {{3, 0}, {4, 5}})).singularValues();
        assertThat(s[0]).isCloseTo(Math.sqrt(45), within(1e-14));
        assertThat(s[1]).isCloseTo(Math.sqrt(5), within(1e-14));
        assertThatThrownBy(() -> Svd.of(Matrices.of(new float[3][2])).basis(1e-8))
                .hasMessage("Vectors that are all zero span nothing.");
    }
}
