package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** What a direction reads from activations whose first half is positive and whose second half is negative. */
final class Readouts {
    private Readouts() {}

    /** Distance of the class means along {@code readout}. */
    static double gap(Direction readout, float[][] rows) {
        float[][] positive = Arrays.copyOfRange(rows, 0, rows.length / 2);
        float[][] negative = Arrays.copyOfRange(rows, rows.length / 2, rows.length);
        return Vectors.dot(readout.unit(), Vectors.plus(Vectors.mean(positive), -1, Vectors.mean(negative)));
    }

    /** For tables: four decimals are more than any of these numbers holds, and a rounding error shows as 0. */
    static double[] rounded(DoubleStream values) {
        return values.map(value -> Math.round(value * 1e4) / 1e4).toArray();
    }

    /** Root mean square. */
    static double rms(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow());
    }
}
