package dev.azimuth.tensor;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.testing.RandomRows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SymmetricEigenTest {
    private final INDArray rows = Matrices.of(RandomRows.normal(20, 50, 3));
    private final INDArray singular =
            rows.transpose().mmul(rows).muli(1e-9); // of rank 20, its determinant far below 1e-308
    private final SymmetricEigen eigen = SymmetricEigen.of(singular);
    private final INDArray identity = Nd4j.eye(50).castTo(DataType.DOUBLE);

    @Test
    void theMatrixComesBackFromItsEigenvectors() {
        assertThatMatrix(eigen.power(1, identity)).isCloseTo(singular, 1e-13);
        double[] ascending = eigen.values();
        Arrays.sort(ascending);
        assertThat(ascending[49]).isEqualTo(eigen.values()[0]);
        INDArray vectors = eigen.vectors();
        assertThatMatrix(vectors.transpose().mmul(vectors)).isCloseTo(identity, 1e-13);
    }

    @Test
    void thePseudoInverseMeetsPenrosesConditions() {
        INDArray inverse = eigen.power(-1, identity);
        assertThatMatrix(singular.mmul(inverse).mmul(singular)).isCloseTo(singular, 1e-12);
        assertThatMatrix(inverse.mmul(singular).mmul(inverse)).isCloseTo(inverse, 1e-12);
        assertThatMatrix(eigen.power(-0.5, eigen.power(-0.5, identity))).isCloseTo(inverse, 1e-12);
    }
}
