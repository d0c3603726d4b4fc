package dev.azimuth.interference;

import java.util.stream.DoubleStream;

/** Numbers for tables. */
final class CollateralNumbers {
    private CollateralNumbers() {}

    /** To four decimals: more than any of these numbers holds. */
    static double[] rounded(DoubleStream values) {
        return values.map(value -> Double.isFinite(value) ? Math.round(value * 1e4) / 1e4 : value)
                .toArray();
    }
}
