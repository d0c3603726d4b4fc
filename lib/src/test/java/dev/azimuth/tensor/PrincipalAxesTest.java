package dev.azimuth.tensor;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class PrincipalAxesTest {
    @ParameterizedTest
    @CsvSource({"12, 40", "40, 12"})
    void rowsComeBackFromTheirCoordinates(int n, int d) {
        INDArray rows = Matrices.of(RandomRows.normal(n, d, 4));
        PrincipalAxes axes = PrincipalAxes.of(rows);
        assertThat(axes.count()).isEqualTo(12);
        INDArray coordinates = axes.coordinates(rows);
        double[] first = Matrices.rows(coordinates)[0];
        assertThatMatrix(axes.vector(first).reshape(d)).isCloseTo(rows.getRow(0), 1e-12);
        assertThat(coordinates.getColumn(3).norm2Number().doubleValue())
                .isCloseTo(axes.singularValues()[3], org.assertj.core.api.Assertions.within(1e-10));
    }

    @Test
    void rowsThatAreAllZeroHaveNone() {
        assertThatThrownBy(() -> PrincipalAxes.of(Matrices.of(new float[3][2])))
                .hasMessage("The 3 rows are all the same; they have no axes.");
    }
}
