package dev.azimuth.discovery;

import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The difference of the class means {@code μ⁺ − μ⁻} (Marks and Tegmark, 2023, arXiv 2310.06824), or of means that a few
 * wild rows cannot move. All move with the rows when these are shifted or scaled.
 */
public final class MeanDifference implements DirectionEstimator {
    private final String method;
    private final Function<PairedRows, float[]> fit;

    private MeanDifference(String method, Function<PairedRows, float[]> fit) {
        this.method = method;
        this.fit = fit;
    }

    /** Of the plain means. */
    public static MeanDifference meanDifference() {
        return new MeanDifference("mean difference", PairedRows::meanDifference);
    }

    /** Of means winsorized at 5 % in each tail. */
    public static MeanDifference winsorized() {
        return winsorized(0.05);
    }

    /**
     * Of winsorized means: in each class and each coordinate the lowest {@code ⌊share·n⌋} values are raised to the next
     * one, and the highest lowered alike.
     *
     * @param share of each tail, 0 or more and below one half
     */
    public static MeanDifference winsorized(double share) {
        if (!(share >= 0 && share < 0.5)) {
            throw new IllegalArgumentException(
                    "A share of " + share + " cannot be winsorized in each tail. Give 0 or more, and less than 0.5.");
        }
        return new MeanDifference(
                String.format(Locale.ROOT, "mean difference, winsorized at %.3g %%", 100 * share),
                rows -> Vectors.plus(
                        winsorizedMean(rows.positive(), share), -1, winsorizedMean(rows.negative(), share)));
    }

    /**
     * The coordinatewise median of the mean differences of blocks of pairs (Lugosi and Mendelson, 2019, arXiv
     * 1906.04280). It holds while fewer than half of the blocks have a wild pair. Pair {@code i} is in block {@code i mod
     * blocks}.
     */
    public static MeanDifference medianOfMeans(int blocks) {
        if (blocks < 1) {
            throw new IllegalArgumentException("There is no median of " + blocks + " blocks. Give 1 or more.");
        }
        return new MeanDifference("median of " + blocks + " mean differences", rows -> medianOfMeans(rows, blocks));
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
