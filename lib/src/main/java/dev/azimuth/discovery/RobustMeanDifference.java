package dev.azimuth.discovery;

import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The difference of class means that a few wild rows cannot move. */
final class RobustMeanDifference implements DirectionEstimator {
    private final String method;
    private final Function<PairedRows, float[]> fit;

    private RobustMeanDifference(String method, Function<PairedRows, float[]> fit) {
        this.method = method;
        this.fit = fit;
    }

    static RobustMeanDifference winsorized(String method, double share) {
        return new RobustMeanDifference(
                method,
                rows -> Vectors.plus(
                        winsorizedMean(rows.positive(), share), -1, winsorizedMean(rows.negative(), share)));
    }

    static RobustMeanDifference medianOfMeans(String method, int blocks) {
        return new RobustMeanDifference(method, rows -> medianOfMeans(rows, blocks));
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public float[] fit(PairedRows rows) {
        return fit.apply(rows);
    }

    private static float[] winsorizedMean(float[][] rows, double share) {
        int moved = (int) (share * rows.length);
        float[] mean = new float[rows[0].length];
        for (int j = 0; j < mean.length; j++) {
            double[] sorted = sortedColumn(rows, j);
            Arrays.fill(sorted, 0, moved, sorted[moved]);
            Arrays.fill(sorted, sorted.length - moved, sorted.length, sorted[sorted.length - moved - 1]);
            mean[j] = (float) Arrays.stream(sorted).average().orElseThrow();
        }
        return mean;
    }

    private static float[] medianOfMeans(PairedRows rows, int blocks) {
        if (blocks > rows.pairs()) {
            throw new IllegalArgumentException(
                    rows.pairs() + " pairs do not fill " + blocks + " blocks. Ask for fewer, or give more pairs.");
        }
        float[][] means = new float[blocks][];
        for (int block = 0; block < blocks; block++) {
            int first = block;
            int[] members = IntStream.iterate(first, i -> i < rows.pairs(), i -> i + blocks)
                    .toArray();
            means[block] = rows.take(members).meanDifference();
        }
        float[] median = new float[rows.width()];
        for (int j = 0; j < median.length; j++) {
            double[] sorted = sortedColumn(means, j);
            median[j] = (float) ((sorted[(blocks - 1) / 2] + sorted[blocks / 2]) / 2);
        }
        return median;
    }

    private static double[] sortedColumn(float[][] rows, int column) {
        return Arrays.stream(rows).mapToDouble(row -> row[column]).sorted().toArray();
    }

    @Override
    public String toString() {
        return method;
    }
}
