package dev.azimuth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MatricesTest {
    private static final float[][] ROWS = {{1, 2, 3}, {4, 5, 6}};

    @Test
    void rowsComeBackFromAnyOrderOfMemory() {
        assertThat(Matrices.rows(Matrices.of(ROWS))).isDeepEqualTo(new double[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(Matrices.rows(Matrices.of(ROWS).transpose())).isDeepEqualTo(new double[][] {{1, 4}, {2, 5}, {3, 6}});
        assertThat(Matrices.floats(Matrices.of(ROWS).getColumn(1))).containsExactly(2, 5);
    }

    @Test
    void eachRowHasAOneInTheColumnOfItsClass() {
        assertThat(Matrices.rows(Matrices.oneHot(new int[] {2, 0}, 3)))
                .isDeepEqualTo(new double[][] {{0, 0, 1}, {1, 0, 0}});
        assertThatThrownBy(() -> Matrices.oneHot(new int[] {0, 3}, 3))
                .hasMessage("Row 1 is of class 3, but there are 3 classes, counted from 0.");
        assertThatThrownBy(() -> Matrices.of(new float[0][0])).hasMessage("A matrix of no rows. Give at least one.");
    }
}
