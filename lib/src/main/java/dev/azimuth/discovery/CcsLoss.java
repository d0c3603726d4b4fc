package dev.azimuth.discovery;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What {@link Ccs} minimises, as a function of the weights in units of 1/s, {@code v = s·w}, and of the bias: the mean of
 * {@code (p⁺ + p⁻ − 1)² + min(p⁺, p⁻)²} plus {@code λ/2·‖v‖²}.
 */
final class CcsLoss implements Lbfgs.Objective {
    private final double[][] rows;
    private final double penalty;
    private final double scale;

    /** Of rows {@code [2·pairs, r]}, one side after the other. */
    CcsLoss(double[][] rows, double penalty) {
        double sum = 0;
        for (double[] row : rows) {
            for (double x : row) {
                sum += x * x;
            }
        }
        this.rows = rows;
        this.penalty = penalty;
        this.scale = Math.sqrt(sum / rows.length);
    }

    /** Weights along which the logits have a standard deviation of about 1, and no bias. */
    double[] start(SplittableRandom random) {
        double[] start = new double[rows[0].length + 1];
        for (int i = 0; i < start.length - 1; i++) {
            start[i] = random.nextGaussian();
        }
        return start;
    }

    /** The weights in the units of the rows. */
    double[] weights(double[] parameters) {
        return Arrays.stream(parameters, 0, parameters.length - 1)
                .map(v -> v / scale)
                .toArray();
    }

    @Override
    public double at(double[] v, double[] gradient) {
        Arrays.fill(gradient, 0);
        int pairs = rows.length / 2;
        double loss = 0;
        for (int pair = 0; pair < pairs; pair++) {
            double p = probability(rows[pair], v);
            double q = probability(rows[pairs + pair], v);
            double inconsistent = p + q - 1;
            loss += (inconsistent * inconsistent + Math.min(p, q) * Math.min(p, q)) / pairs;
            add(gradient, rows[pair], (inconsistent + (p <= q ? p : 0)) * 2 * p * (1 - p) / pairs);
            add(gradient, rows[pairs + pair], (inconsistent + (q < p ? q : 0)) * 2 * q * (1 - q) / pairs);
        }
        for (int i = 0; i < v.length - 1; i++) {
            loss += penalty / 2 * v[i] * v[i];
            gradient[i] += penalty * v[i];
        }
        return loss;
    }

    private double probability(double[] row, double[] v) {
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            sum += row[i] * v[i];
        }
        return 1 / (1 + Math.exp(-(sum / scale + v[row.length])));
    }

    private void add(double[] gradient, double[] row, double slope) {
        for (int i = 0; i < row.length; i++) {
            gradient[i] += slope * row[i] / scale;
        }
        gradient[row.length] += slope;
    }
}
