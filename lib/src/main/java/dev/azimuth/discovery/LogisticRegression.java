package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.PrincipalAxes;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Logistic regression with an L2 penalty: minimises {@code mean log-loss + λ/2·s²·‖w‖²}, where s² is the rows' mean squared
 * distance from their mean, so that λ means the same for rows of any length and number. The intercept is not penalised.
 * scikit-learn's C is {@code 1/(n·λ·s²)}.
 *
 * <p>It is solved in the principal axes of the rows, of which there are no more than rows, each stretched so that the
 * Hessian starts out near the identity.
 */
final class LogisticRegression {
    private final PrincipalAxes axes;
    private final double[][] coordinates;
    private final boolean[] labels;
    private final double spread;

    /** Of rows {@code [n, d]} of two classes. */
    LogisticRegression(INDArray rows, boolean[] labels) {
        INDArray centred = rows.subRowVector(rows.mean(0));
        this.axes = PrincipalAxes.of(centred);
        this.coordinates = Matrices.rows(axes.coordinates(centred));
        this.labels = labels.clone();
        double sum = 0;
        for (double s : axes.singularValues()) {
            sum += s * s;
        }
        this.spread = sum / rows.rows();
    }

    /** The minimum over all rows, to nine digits. */
    double[] fit(double penalty) {
        return fit(IntStream.range(0, labels.length).toArray(), penalty, start(), 1e-9);
    }

    /** The penalty that is scikit-learn's {@code C} over all rows. */
    double penalty(double c) {
        return 1 / (labels.length * c * spread);
    }

    /** Coordinates of w, then the intercept, all 0: where a first fit starts. */
    double[] start() {
        return new double[axes.count() + 1];
    }

    /**
     * The minimum over the rows with indices {@code chosen}, sought from {@code start} until no part of the gradient, by the
     * stretched coordinates, exceeds {@code tolerance}.
     */
    double[] fit(int[] chosen, double penalty, double[] start, double tolerance) {
        double[] stretch = stretch(penalty);
        double[] stretched = new double[start.length];
        double[] w = new double[start.length];
        for (int i = 0; i < start.length; i++) {
            stretched[i] = start[i] / stretch[i];
        }
        double[] found = Lbfgs.minimize(
                (at, gradient) -> {
                    for (int i = 0; i < w.length; i++) {
                        w[i] = at[i] * stretch[i];
                    }
                    double value = value(w, chosen, penalty, gradient);
                    for (int i = 0; i < w.length; i++) {
                        gradient[i] *= stretch[i];
                    }
                    return value;
                },
                stretched,
                tolerance);
        for (int i = 0; i < found.length; i++) {
            found[i] *= stretch[i];
        }
        return found;
    }

    /** The vector w, {@code [d, 1]}. */
    INDArray weights(double[] parameters) {
        return axes.vector(Arrays.copyOf(parameters, axes.count()));
    }

    /** Mean log-loss over these rows. */
    double logLoss(double[] parameters, int[] chosen) {
        return value(parameters, chosen, 0, new double[parameters.length]);
    }

    private double value(double[] w, int[] chosen, double penalty, double[] gradient) {
        Arrays.fill(gradient, 0);
        int last = w.length - 1;
        double loss = 0;
        for (int row : chosen) {
            double[] x = coordinates[row];
            double logit = w[last];
            for (int i = 0; i < last; i++) {
                logit += w[i] * x[i];
            }
            double margin = labels[row] ? logit : -logit;
            double exp = Math.exp(-Math.abs(margin));
            loss += Math.log1p(exp) + Math.max(0, -margin);
            double wrong = (margin > 0 ? exp : 1) / (1 + exp) / chosen.length;
            double slope = labels[row] ? -wrong : wrong;
            for (int i = 0; i < last; i++) {
                gradient[i] += slope * x[i];
            }
            gradient[last] += slope;
        }
        loss /= chosen.length;
        for (int i = 0; i < last; i++) {
            loss += penalty * spread * w[i] * w[i] / 2;
            gradient[i] += penalty * spread * w[i];
        }
        return loss;
    }

    /** At 0 the Hessian is the covariance, diagonal here, over 4, plus the penalty. */
    private double[] stretch(double penalty) {
        double[] stretch = new double[axes.count() + 1];
        double[] s = axes.singularValues();
        for (int i = 0; i < s.length; i++) {
            stretch[i] = 1 / Math.sqrt(s[i] * s[i] / coordinates.length / 4 + penalty * spread);
        }
        stretch[s.length] = 2;
        return stretch;
    }
}
