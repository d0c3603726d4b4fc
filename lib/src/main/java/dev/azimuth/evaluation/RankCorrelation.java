package dev.azimuth.evaluation;

import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/** Spearman's rank correlation: whether what is larger by one measure is larger by the other; ties share their rank. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /** Of pairs {@code (x[i], y[i])}; NaN where one of them never changes or is NaN. */
    public static double of(double[] x, double[] y) {
        if (x.length != y.length || x.length < 2) {
            throw new IllegalArgumentException("A rank correlation needs pairs, two or more; given were " + x.length
                    + " and " + y.length + " numbers.");
        }
        boolean defined =
                DoubleStream.concat(Arrays.stream(x), Arrays.stream(y)).noneMatch(Double::isNaN);
        return defined ? new SpearmansCorrelation().correlation(x, y) : Double.NaN;
    }

    /** With its interval over the pairs. */
    public static Estimate estimate(double[] x, double[] y) {
        return Bootstrap.estimate(x.length, drawn -> of(Auc.pick(x, drawn), Auc.pick(y, drawn)));
    }

    /**
     * Of the cells of two square matrices, whose row {@code i} and column {@code i} belong to the same thing, with its
     * interval over these things: the cells of one row are not independent. NaN for fewer than three cells.
     *
     * @param x {@code [row][column]}, NaN where a cell does not count
     * @param y the same shape
     */
    public static Estimate ofCells(double[][] x, double[][] y) {
        return Bootstrap.estimate(x.length, drawn -> {
            double[] left = cells(x, y, drawn, x);
            return left.length < 3 ? Double.NaN : of(left, cells(x, y, drawn, y));
        });
    }

    /**
     * The correlation of the cells' ranks after the effects of rows and columns were taken out of both: what a prediction
     * knows of a pair beyond what it knows of its two members.
     */
    public static double withinCells(double[][] x, double[][] y) {
        return new PearsonsCorrelation().correlation(residuals(x, y, x), residuals(x, y, y));
    }

    private static double[] cells(double[][] x, double[][] y, int[] members, double[][] of) {
        return Arrays.stream(members)
                .boxed()
                .flatMapToDouble(i ->
                        Arrays.stream(members).filter(j -> counts(x, y, i, j)).mapToDouble(j -> of[i][j]))
                .toArray();
    }

    private static boolean counts(double[][] x, double[][] y, int i, int j) {
        return !Double.isNaN(x[i][j]) && !Double.isNaN(y[i][j]);
    }

    /** Ranks without their row means and column means, by alternating between them. */
    private static double[] residuals(double[][] x, double[][] y, double[][] of) {
        int[] members = IntStream.range(0, x.length).toArray();
        double[] ranks = new NaturalRanking().rank(cells(x, y, members, of)); // ties share theirs
        int[] row = new int[ranks.length];
        int[] column = new int[ranks.length];
        int next = 0;
        for (int i : members) {
            for (int j : members) {
                if (counts(x, y, i, j)) {
                    row[next] = i;
                    column[next++] = j;
                }
            }
        }
        for (int round = 0; round < 100; round++) {
            centre(ranks, row, x.length);
            centre(ranks, column, x.length);
        }
        return ranks;
    }

    private static void centre(double[] values, int[] group, int groups) {
        double[] sum = new double[groups];
        int[] count = new int[groups];
        for (int i = 0; i < values.length; i++) {
            sum[group[i]] += values[i];
            count[group[i]]++;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] -= sum[group[i]] / count[group[i]];
        }
    }
}
