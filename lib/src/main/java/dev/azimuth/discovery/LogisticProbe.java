package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A logistic regression's weights (Alain and Bengio, 2016, arXiv 1610.01644). The L2 penalty λ is in units of the rows'
 * mean squared distance from their mean, so that it means the same in every layer; large ones draw the weights to the mean
 * difference.
 */
public final class LogisticProbe implements DirectionEstimator {
    private static final int FOLDS = 5;
    /** Half powers of ten, strongest first, so that each fit starts near its solution. */
    private static final double[] PENALTIES = IntStream.rangeClosed(0, 10)
            .mapToDouble(i -> Math.pow(10, -i / 2.0))
            .toArray();

    private final OptionalDouble penalty;

    private LogisticProbe(OptionalDouble penalty) {
        this.penalty = penalty;
    }

    /**
     * With the penalty, of eleven from 1 to 1e-5, whose fits predict held-out pairs with the least log-loss. There are five
     * folds of neighbouring pairs, since neighbours often share a topic.
     */
    public static LogisticProbe logisticProbe() {
        return new LogisticProbe(OptionalDouble.empty());
    }

    /** With this penalty, above 0. */
    public static LogisticProbe withPenalty(double penalty) {
        if (!(penalty > 0) || Double.isInfinite(penalty)) {
            throw new IllegalArgumentException("A penalty of " + penalty
                    + " leaves the weights of separable classes without bound. Give one above 0, such as 0.01.");
        }
        return new LogisticProbe(OptionalDouble.of(penalty));
    }

    @Override
    public String method() {
        return penalty.isEmpty()
                ? "logistic probe"
                : String.format(Locale.ROOT, "logistic probe, penalty %.3g", penalty.getAsDouble());
    }

    @Override
    public float[] fit(PairedRows rows) {
        LogisticRegression regression = regression(rows);
        double chosen = penalty.orElseGet(() -> chosen(regression, rows.pairs()));
        return Matrices.floats(regression.weights(regression.fit(chosen)));
    }

    /** The penalty that a fit of these rows takes. */
    public double penalty(PairedRows rows) {
        return penalty.orElseGet(() -> chosen(regression(rows), rows.pairs()));
    }

    private static LogisticRegression regression(PairedRows rows) {
        boolean[] labels = new boolean[2 * rows.pairs()];
        Arrays.fill(labels, 0, rows.pairs(), true);
        return new LogisticRegression(Matrices.of(rows.all()), labels);
    }

    private static double chosen(LogisticRegression regression, int pairs) {
        if (pairs < FOLDS) {
            throw new IllegalArgumentException(pairs + " pairs are too few to choose a penalty by " + FOLDS
                    + " folds. Give one by LogisticProbe.withPenalty(…).");
        }
        double[] losses = new double[PENALTIES.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            int from = fold * pairs / FOLDS;
            int to = (fold + 1) * pairs / FOLDS;
            int[] held = rowsOf(pairs, from, to, true);
            int[] rest = rowsOf(pairs, from, to, false);
            double[] fitted = regression.start();
            for (int i = 0; i < PENALTIES.length; i++) {
                fitted = regression.fit(rest, PENALTIES[i], fitted, 1e-5);
                losses[i] += held.length * regression.logLoss(fitted, held);
            }
        }
        int best = 0;
        for (int i = 1; i < losses.length; i++) {
            best = losses[i] < losses[best] ? i : best;
        }
        return PENALTIES[best];
    }

    /** Both sides of the pairs from {@code from} to {@code to}, or of all others. */
    private static int[] rowsOf(int pairs, int from, int to, boolean inside) {
        return IntStream.range(0, 2 * pairs)
                .filter(row -> (row % pairs >= from && row % pairs < to) == inside)
                .toArray();
    }

    @Override
    public int shuffles() {
        return 40;
    }

    @Override
    public String toString() {
        return method();
    }
}
