package dev.azimuth.discovery;

import static dev.azimuth.discovery.ReferencePairs.ROWS;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against scipy and numpy; the values are made by {@code src/test/reference/estimators.py}. */
class MeanDifferenceTest {
    static Stream<DirectionEstimator> all() {
        return Stream.of(MeanDifference.meanDifference(), MeanDifference.winsorized(), MeanDifference.medianOfMeans(7));
    }

    @Test
    void winsorizedMeansAreThoseOfScipy() {
        assertThatTensor(MeanDifference.winsorized(0.1).fit(ROWS)).isCloseTo(ReferencePairs.vector("winsorized"), 1e-6);
    }

    @Test
    void theMedianIsThatOfTheBlocks() {
        assertThatTensor(MeanDifference.medianOfMeans(7).fit(ROWS))
                .isCloseTo(ReferencePairs.vector("median_of_means"), 1e-6);
        assertThatTensor(MeanDifference.medianOfMeans(1).fit(ROWS)).isCloseTo(ROWS.meanDifference(), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("all")
    void movesWithTheRows(DirectionEstimator estimator) {
        float[] plain = estimator.fit(ROWS);
        float[] step = new float[24];
        step[5] = 7;
        PairedRows shifted = PairedRows.of(map(ROWS.positive(), 1, step), map(ROWS.negative(), 1, new float[24]));
        assertThatTensor(estimator.fit(shifted)).isCloseTo(Vectors.plus(plain, 1, step), 1e-6);
        PairedRows scaled = PairedRows.of(map(ROWS.positive(), -3, step), map(ROWS.negative(), -3, step));
        assertThatTensor(estimator.fit(scaled)).isCloseTo(Vectors.scaled(plain, -3), 1e-6);
    }

    private static float[][] map(float[][] rows, double scale, float[] step) {
        return Arrays.stream(rows)
                .map(row -> Vectors.plus(Vectors.scaled(row, scale), 1, step))
                .toArray(float[][]::new);
    }

    @Test
    void aWildRowMovesThePlainMeanAloneFar() {
        float[][] positive = ROWS.positive();
        positive[3] = Vectors.scaled(positive[3], 1e4);
        PairedRows wild = PairedRows.of(positive, ROWS.negative());
        float[] honest = ROWS.meanDifference();
        assertThat(Vectors.cosine(MeanDifference.meanDifference().fit(wild), honest))
                .isLessThan(0.5);
        assertThat(Vectors.cosine(MeanDifference.winsorized().fit(wild), honest))
                .isGreaterThan(0.9);
        assertThat(Vectors.cosine(MeanDifference.medianOfMeans(10).fit(wild), honest))
                .isGreaterThan(0.9);
    }

    @Test
    void whatCannotBeAveragedIsRefused() {
        assertThatThrownBy(() -> MeanDifference.winsorized(0.5))
                .hasMessage("A share of 0.5 cannot be winsorized in each tail. Give 0 or more, and less than 0.5.");
        assertThatThrownBy(() -> MeanDifference.medianOfMeans(0))
                .hasMessage("There is no median of 0 blocks. Give 1 or more.");
        assertThatThrownBy(() -> MeanDifference.medianOfMeans(61).fit(ROWS))
                .hasMessage("60 pairs do not fill 61 blocks. Ask for fewer, or give more pairs.");
        assertThat(MeanDifference.winsorized()).hasToString("mean difference, winsorized at 5.00 %");
    }
}
