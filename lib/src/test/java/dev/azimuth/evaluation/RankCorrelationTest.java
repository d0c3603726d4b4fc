package dev.azimuth.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Estimate;
import org.junit.jupiter.api.Test;

class RankCorrelationTest {
    private static final double NONE = Double.NaN;

    @Test
    void onlyOrderMattersAndTiesShareTheirRank() {
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {1, 10, 1e6}))
                .isEqualTo(1, within(1e-12));
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {9, 4, 1}))
                .isEqualTo(-1, within(1e-12));
        // ranks 0.5, 0.5, 2, 3 against 0, 1, 2, 3
        assertThat(RankCorrelation.of(new double[] {5, 5, 6, 7}, new double[] {1, 2, 3, 4}))
                .isEqualTo(4.5 / Math.sqrt(4.5 * 5), within(1e-12));
    }

    @Test
    void cellsThatDoNotCountAreLeftOut() {
        double[][] x = {{NONE, 1, 2}, {3, NONE, 4}, {5, 6, NONE}};
        double[][] y = {{100, 1, 2}, {3, 100, 4}, {5, 6, 100}};
        Estimate estimate = RankCorrelation.ofCells(x, y);
        assertThat(estimate.value()).isEqualTo(1, within(1e-12));
        assertThat(estimate.n()).as("things, not cells").isEqualTo(3);
    }

    @Test
    void ofTooFewCellsItIsNotDefined() {
        double[][] two = {{NONE, 1}, {2, NONE}};
        assertThat(RankCorrelation.ofCells(two, two).value()).isNaN();
        assertThat(RankCorrelation.of(new double[] {1, 2, NONE}, new double[] {1, 2, 3}))
                .isNaN();
        // Where most of three things are drawn twice or thrice, an end of the interval is still a number.
        double[][] three = {{NONE, 1, 2}, {3, NONE, 4}, {5, 6, NONE}};
        assertThat(RankCorrelation.ofCells(three, three).high()).isEqualTo(1, within(1e-12));
    }

    @Test
    void whatRowsAndColumnsExplainIsTakenOut() {
        // rows and columns rank the cells alike in both, but what is left over runs the other way
        double[][] x = {{0, 10, 21}, {100, 112, 120}, {202, 210, 220}};
        double[][] mirrored = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                mirrored[i][j] = 2 * (100 * i + 10 * j) - x[i][j];
            }
        }
        assertThat(RankCorrelation.ofCells(x, mirrored).value()).isEqualTo(1, within(1e-12));
        double[][] product = {{1, 2, 3}, {2, 4, 6}, {3, 6, 9}};
        assertThat(RankCorrelation.withinCells(product, product)).isEqualTo(1, within(1e-12));
        double[][] other = {{3, 2, 1}, {6, 4, 2}, {9, 6, 3}};
        assertThat(RankCorrelation.withinCells(product, other)).isLessThan(0);
    }

    @Test
    void refusesWhatIsNotPaired() {
        assertThatThrownBy(() -> RankCorrelation.of(new double[3], new double[2]))
                .hasMessage("A rank correlation needs pairs, two or more; given were 3 and 2 numbers.");
    }
}
