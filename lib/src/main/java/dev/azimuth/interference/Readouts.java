package dev.azimuth.interference;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Arithmetic on what is read of activations. */
final class Readouts {
    private Readouts() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** For tables: four decimals are more than any of these numbers holds, and a rounding error shows as 0. */
    static double[] rounded(DoubleStream values) {
        return values.map(value -> Double.isFinite(value) ? Math.round(value * 1e4) / 1e4 : value)
                .toArray();
    }

    /** Root mean square. */
    static double rms(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(v -> v * v).average().orElseThrow());
    }
}
