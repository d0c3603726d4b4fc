package dev.azimuth.edit;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Ridge regression of how an edit moves tokens on a layer's neurons, and the reduced-rank regressions that follow from it
 * (Izenman, 1975): predictions projected on the axes along which they vary most.
 */
final class FoldRegression {
    private static final int FEWEST_TEXTS = 8;
    private static final double[] PENALTIES = {1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10};
    private static final double RANK_TOLERANCE = 1e-10;

    /** One text's neurons {@code [n, d_mlp]} and movements {@code [n, d]}. */
    private record Text(INDArray neurons, INDArray moved) {}

    /** A fit: neurons times {@code matrix}, {@code [d_mlp, d]}, plus {@code constant}, {@code [1, d]}. */
    private record Fit(INDArray matrix, INDArray constant) {
        INDArray of(INDArray neurons) {
            return neurons.mmul(matrix).addRowVector(constant);
        }

        double missed(List<Text> texts) {
            return texts.stream()
                    .mapToDouble(text -> squared(text.moved().sub(of(text.neurons()))))
                    .sum();
        }
    }

    private final Fit fit;
    private final INDArray axes; // [d, rank], by how much of the predictions lies along them
    private final List<Text> heldOut;

    private FoldRegression(Fit fit, INDArray axes, List<Text> heldOut) {
        this.fit = fit;
        this.axes = axes;
        this.heldOut = heldOut;
    }

    static FoldRegression of(
            String edit, Activations before, Activations after, HookName neurons, HookName site, boolean hasBias) {
        if (before.texts() < FEWEST_TEXTS) {
            throw new IllegalArgumentException("A nearest fold is fitted, tuned and measured on different prompts, for"
                    + " which " + before.texts() + " are too few. Give " + FEWEST_TEXTS + " or more.");
        }
        List<Text> fitted = new ArrayList<>();
        List<Text> tuning = new ArrayList<>();
        List<Text> heldOut = new ArrayList<>();
        int from = 0;
        for (int text = 0; text < before.texts(); text++) {
            int to = from + before.rowsOf(text);
            INDArray start = Matrices.of(before.rows(site, from, to));
            Text each = new Text(
                    Matrices.of(before.rows(neurons, from, to)),
                    Matrices.of(after.rows(site, from, to)).sub(start));
            (text % 4 < 2 ? fitted : text % 4 == 2 ? tuning : heldOut).add(each);
            from = to;
        }
        if (moved(fitted) == 0 || moved(heldOut) == 0) {
            throw new IllegalArgumentException(
                    "The edit " + edit + " moves no token of these prompts, so there is nothing to fold.");
        }
        INDArray x = Nd4j.vstack(fitted.stream().map(Text::neurons).toList());
        INDArray y = Nd4j.vstack(fitted.stream().map(Text::moved).toList());
        Fit best = fits(x, y, hasBias)
                .min(Comparator.comparingDouble(each -> each.missed(tuning)))
                .orElseThrow();
        return new FoldRegression(best, axes(best.of(x)), heldOut);
    }

    /** One for each penalty. */
    private static Stream<Fit> fits(INDArray x, INDArray y, boolean hasBias) {
        INDArray meanX = hasBias ? x.mean(true, 0) : Nd4j.zeros(DataType.DOUBLE, 1, x.columns());
        INDArray meanY = hasBias ? y.mean(true, 0) : Nd4j.zeros(DataType.DOUBLE, 1, y.columns());
        INDArray centred = x.subRowVector(meanX);
        SymmetricEigen eigen = SymmetricEigen.of(centred.transpose().mmul(centred));
        double[] values = eigen.values();
        double mean = Arrays.stream(values).average().orElseThrow();
        INDArray vectors = eigen.vectors();
        INDArray cross = vectors.transpose().mmul(centred.transpose().mmul(y.subRowVector(meanY))); // [d_mlp, d]
        return Arrays.stream(PENALTIES).mapToObj(penalty -> {
            double[] shrunk = Arrays.stream(values)
                    .map(value -> 1 / (Math.max(value, 0) + penalty * mean))
                    .toArray();
            INDArray matrix = vectors.mmul(cross.mulColumnVector(Matrices.column(shrunk)));
            return new Fit(matrix, meanY.sub(meanX.mmul(matrix)));
        });
    }

    private static INDArray axes(INDArray predicted) {
        SymmetricEigen eigen = SymmetricEigen.of(predicted.transpose().mmul(predicted));
        double[] values = eigen.values();
        int rank = (int) Arrays.stream(values)
                .filter(value -> value > RANK_TOLERANCE * values[0])
                .count();
        return eigen.vectors().get(NDArrayIndex.all(), NDArrayIndex.interval(0, Math.max(1, rank)));
    }

    /** The largest rank. */
    int rank() {
        return axes.columns();
    }

    /** What is multiplied by the neurons, {@code [d_mlp, d]}, of at most this rank. */
    INDArray matrix(int rank) {
        return projected(fit.matrix(), rank);
    }

    /** What is added to it, {@code [1, d]}. */
    INDArray constant(int rank) {
        return projected(fit.constant(), rank);
    }

    private INDArray projected(INDArray rows, int rank) {
        INDArray kept = axes.get(NDArrayIndex.all(), NDArrayIndex.interval(0, rank));
        return rows.mmul(kept).mmul(kept.transpose());
    }

    /** The share of the movement that is missed on the held-out texts. */
    Estimate error(int rank) {
        double[] missed =
                heldOut.stream().mapToDouble(text -> missed(text, rank)).toArray();
        double[] moved =
                heldOut.stream().mapToDouble(text -> squared(text.moved())).toArray();
        return Bootstrap.estimate(
                missed.length,
                drawn -> Arrays.stream(drawn).mapToDouble(i -> missed[i]).sum()
                        / Math.max(
                                Double.MIN_NORMAL,
                                Arrays.stream(drawn).mapToDouble(i -> moved[i]).sum()));
    }

    private double missed(Text text, int rank) {
        return squared(text.moved().sub(projected(fit.of(text.neurons()), rank)));
    }

    private static double moved(List<Text> texts) {
        return texts.stream().mapToDouble(text -> squared(text.moved())).sum();
    }

    private static double squared(INDArray rows) {
        return rows.mul(rows).sumNumber().doubleValue();
    }
}
