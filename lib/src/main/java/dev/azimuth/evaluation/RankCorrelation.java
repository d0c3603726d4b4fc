package dev.azimuth.evaluation;

import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Spearman's rank correlation: whether what is larger by one measure is larger by the other; ties share their rank. */
public final class RankCorrelation {
    private RankCorrelation() {}

    /** Of pairs {@code (x[i], y[i])}; NaN where one of them never changes. */
    public static double of(double[] x, double[] y) {
        if (x.length != y.length || x.length < 2) {
            throw new IllegalArgumentException("A rank correlation needs pairs, two or more; given were " + x.length
                    + " and " + y.length + " numbers.");
        }
        return correlation(ranks(x), ranks(y));
    }

    /** With its interval over the pairs. */
    public static Estimate estimate(double[] x, double[] y) {
        return Bootstrap.estimate(x.length, drawn -> of(Auc.pick(x, drawn), Auc.pick(y, drawn)));
    }

    /**
     * Of the cells of two square matrices, whose row {@code i} and column {@code i} belong to the same thing, with its
     * interval over these things: the cells of one row are not independent.
     *
     * @param x {@code [row][column]}, NaN where a cell does not count
     * @param y the same shape
     */
    public static Estimate ofCells(double[][] x, double[][] y) {
        return Bootstrap.estimate(x.length, drawn -> {
            double[] left = cells(x, y, drawn, x);
            return left.length < 3 ? 0 : of(left, cells(x, y, drawn, y));
        });
    }

    /**
     * The correlation of the cells' ranks after the effects of rows and columns were taken out of both: what a prediction
     * knows of a pair beyond what it knows of its two members.
     */
    public static double withinCells(double[][] x, double[][] y) {
        return correlation(residuals(x, y, x), residuals(x, y, y));
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
        double[] ranks = ranks(cells(x, y, members, of));
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

    private static double[] ranks(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        for (int from = 0, to; from < order.length; from = to) {
            to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
        }
        return ranks;
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xy / Math.sqrt(xx * yy);
    }
}
