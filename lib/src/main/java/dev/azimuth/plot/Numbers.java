package dev.azimuth.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Locale;

/** Numbers as a reader wants them. */
final class Numbers {
    private Numbers() {}

    /** To so many significant digits, without trailing zeros; powers of ten only where the plain form is long. */
    static String significant(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent > 8) {
            String text = String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
            return text.replaceFirst("\\.?0*e", "e")
                    .replaceFirst("e([+-])0", "e$1")
                    .replace("e+", "e");
        }
        BigDecimal stripped = rounded.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }

    /** Round values within the two ends, about {@code count} of them, for an axis. */
    static double[] ticks(double low, double high, int count) {
        double span = high - low;
        if (!(span > 0) || !Double.isFinite(span)) {
            return Double.isFinite(low) ? new double[] {low} : new double[0];
        }
        double step = step(span, (int) Math.round(1.4 * count));
        long first = (long) Math.ceil(low / step - 1e-9);
        long last = (long) Math.floor(high / step + 1e-9);
        double[] ticks = new double[(int) (last - first + 1)];
        // Decimal arithmetic keeps 0.3 from becoming 0.30000000000000004.
        BigDecimal exact = new BigDecimal(step).round(new MathContext(3));
        Arrays.setAll(ticks, i -> exact.multiply(BigDecimal.valueOf(first + i)).doubleValue());
        return ticks;
    }

    /** One, two or five times a power of ten, so that at most {@code count} of them fill the span. */
    static double step(double span, int count) {
        double raw = span / Math.max(1, count);
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        return Arrays.stream(new double[] {1, 2, 5, 10})
                .map(m -> m * power)
                .filter(s -> s >= raw * 0.999)
                .findFirst()
                .orElse(10 * power);
    }

    /** The smallest and largest finite value; {@code {0, 1}} where there is none. */
    static double[] range(double[][] rows) {
        var stats = Arrays.stream(rows)
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .summaryStatistics();
        return stats.getCount() == 0 ? new double[] {0, 1} : new double[] {stats.getMin(), stats.getMax()};
    }
}
