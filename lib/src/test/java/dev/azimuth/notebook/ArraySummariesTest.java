package dev.azimuth.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ArraySummariesTest {
    @Test
    void aVectorIsOneRow() {
        assertThat(ArraySummaries.ofVector(new int[] {3, 1, 2}).toText())
                .isEqualTo("int[3]: min 1, mean 2, max 3\n3  1  2");
    }

    @Test
    void aLongVectorIsCut() {
        assertThat(ArraySummaries.ofVector(new long[20]).toText())
                .isEqualTo("long[20]: min 0, mean 0, max 0\n0  0  0  0  0  0  0  0  …");
    }

    @Test
    void valuesKeepFourDigits() {
        double[] values = {1.0 / 3, 2e-7 / 3, 1e9 / 3, 8.0000001, -0.5, 1234567, 0};
        assertThat(ArraySummaries.ofVector(values).toText())
                .endsWith("\n0.3333  6.667E-8  3.333E+8  8  -0.5  1234567  0");
    }

    @Test
    void valuesThatAreNotFiniteAreCountedApart() {
        float[] values = {1, Float.NaN, 3, Float.NEGATIVE_INFINITY};
        assertThat(ArraySummaries.ofVector(values).toText())
                .isEqualTo("float[4]: min 1, mean 2, max 3, 2 not finite\n1  NaN  3  -Infinity");
    }

    @Test
    void oneValueNeedsNoRange() {
        assertThat(ArraySummaries.ofVector(new double[] {2.5}).toText()).isEqualTo("double[1]\n2.5");
    }

    @Test
    void nothingHasNoRows() {
        assertThat(ArraySummaries.ofVector(new float[0]).toText()).isEqualTo("float[0]");
        assertThat(ArraySummaries.ofMatrix(new float[0][0]).toText()).isEqualTo("float[0, 0]");
        assertThat(ArraySummaries.ofMatrix(new float[2][0]).toText()).isEqualTo("float[2, 0]");
    }

    @Test
    void aMatrixShowsItsFirstRows() {
        assertThat(ArraySummaries.ofMatrix(new double[7][2]).toText())
                .isEqualTo("double[7, 2]: min 0, mean 0, max 0\n0  0\n0  0\n0  0\n0  0\n0  0\n…");
    }

    @Test
    void shortRowsArePadded() {
        assertThat(ArraySummaries.ofMatrix(new int[][] {{1, 2}, {3}}).toText())
                .isEqualTo("int[2, 2]: min 1, mean 2, max 3, 1 not finite\n1  2\n3  NaN");
    }

    @Test
    void htmlHoldsTheSame() {
        assertThat(ArraySummaries.ofMatrix(new int[][] {{1, 2}, {3, 4}}).toHtml())
                .contains("<code>int[2, 2]: min 1, mean 2.5, max 4</code>")
                .contains("<tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>");
    }

    @Test
    void ofMoreThanTwoAxesTheFirstMatrixIsShown() {
        assertThat(ArraySummaries.of(Nd4j.arange(12).reshape(3, 2, 2)).toText())
                .isEqualTo("float[3, 2, 2]: min 0, mean 5.5, max 11\n0  1\n2  3\n…");
    }

    @Test
    void viewsAreReadInTheirOwnOrder() {
        var matrix = Nd4j.arange(6).reshape(2, 3);
        assertThat(ArraySummaries.of(matrix.transpose()).toText()).endsWith("\n0  3\n1  4\n2  5");
        assertThat(ArraySummaries.of(matrix.getRow(1)).toText()).endsWith("\n3  4  5");
        assertThat(ArraySummaries.of(matrix.getColumn(1)).toText()).endsWith("\n1  4");
        assertThat(ArraySummaries.of(Nd4j.arange(6).reshape('f', 2, 3)).toText())
                .endsWith(ArraySummaries.of(Nd4j.arange(6).reshape('f', 2, 3).dup('c'))
                        .toText());
    }

    @Test
    void aScalarIsItsValue() {
        assertThat(ArraySummaries.of(Nd4j.scalar(2.5)).toText()).isEqualTo("double[]\n2.5");
    }
}
