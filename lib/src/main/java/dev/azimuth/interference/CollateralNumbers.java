package dev.azimuth.interference;

import java.math.BigDecimal;
import java.util.stream.DoubleStream;

/** Numbers for tables. */
final class CollateralNumbers {
    private CollateralNumbers() {}

    /** A share as a percentage, without decimals that are 0. */
    static String percent(double share) {
        return BigDecimal.valueOf(Math.round(share * 1e4), 2)
                        .stripTrailingZeros()
                        .toPlainString() + " %";
    }

    /** To four decimals: more than any of these numbers holds. */
    static double[] rounded(DoubleStream values) {
        return values.map(value -> Double.isFinite(value) ? Math.round(value * 1e4) / 1e4 : value)
                .toArray();
    }
}
