package dev.azimuth.discovery;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.SymmetricEigen;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Against concept-erasure's orthogonal method; the values are made by {@code src/test/reference/estimators.py}. */
class SalTest {
    @ParameterizedTest
    @ValueSource(strings = {"binary", "classes"})
    void erasedRowsAreThoseOfConceptErasure(String name) {
        ReferenceErasure reference = ReferenceErasure.of(name);
        assertThatMatrix(Sal.of(reference.moments()).apply(reference.x())).isCloseTo(reference.expected("sal"), 1e-10);
    }

    @Test
    void ofWhiteRowsItIsLeace() {
        INDArray z = Matrices.oneHot(new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 2}, 3);
        INDArray rows = Matrices.of(RandomRows.normal(12, 5, 1));
        INDArray white = SymmetricEigen.of(Moments.of(rows).covariance())
                .power(-0.5, rows.transpose())
                .transpose();
        Moments moments = Moments.of(white, z);
        assertThatMatrix(Sal.of(moments).apply(white))
                .isCloseTo(Leace.of(moments).apply(white), 1e-12);
    }
}
