package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far an edit moves what a readout reads of pairs of texts, in units of the distance of their classes before the edit.
 * That distance is measured on the same texts, and drawn again with them.
 */
final class Shift {
    private final double[] before;
    private final double[] change;

    /**
     * @param before what is read of all positive texts, then of their partners
     * @param change by how much that changes; NaN where it is not known, and then of both texts of a pair
     */
    Shift(double[] before, double[] change) {
        this.before = before;
        this.change = change;
    }

    /** Between what was measured before an edit and after it. */
    static Shift measured(Readout readout, float[][] before, float[][] after) {
        double[] original = readout.of(before);
        double[] change = readout.of(after);
        Arrays.setAll(change, i -> change[i] - original[i]);
        return new Shift(original, change);
    }

    /** What removing a direction where the readout reads does: {@code −(bᵀŵ)(ŵᵀx)}. */
    static Shift removing(Direction direction, Readout readout, float[][] rows) {
        double leak = Vectors.dot(readout.read(), direction.unit());
        return new Shift(
                readout.of(rows),
                Arrays.stream(direction.project(rows)).map(x -> -leak * x).toArray());
    }

    /** Root mean square over texts; pairs are drawn whole, since their two sides are not independent. */
    Estimate size() {
        return Bootstrap.estimate(
                pairs(),
                drawn -> Math.sqrt(both(drawn)
                                .mapToDouble(i -> change[i] * change[i])
                                .average()
                                .orElse(Double.NaN))
                        / Math.abs(gap(before, IntStream.of(drawn))));
    }

    /** The mean over texts: below 0 where they move away from the positive class. */
    Estimate mean() {
        return Bootstrap.estimate(
                pairs(),
                drawn -> both(drawn).mapToDouble(i -> change[i]).average().orElse(Double.NaN)
                        / gap(before, IntStream.of(drawn)));
    }

    /** Distance of the classes afterwards, as a share of what it was; below 0 when they have changed places. */
    Estimate gapLeft() {
        return Bootstrap.estimate(pairs(), drawn -> 1 + gap(change, known(drawn)) / gap(before, IntStream.of(drawn)));
    }

    private int pairs() {
        return before.length / 2;
    }

    private IntStream known(int[] drawn) {
        return IntStream.of(drawn).filter(i -> !Double.isNaN(change[i]));
    }

    /** Both texts of the drawn pairs whose change is known. */
    private IntStream both(int[] drawn) {
        return known(drawn).flatMap(i -> IntStream.of(i, i + pairs()));
    }

    private double gap(double[] values, IntStream drawn) {
        return drawn.mapToDouble(i -> values[i] - values[i + pairs()]).average().orElse(Double.NaN);
    }
}
