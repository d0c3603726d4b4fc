package dev.azimuth.tensor;

import java.util.Locale;

/**
 * A number with its uncertainty.
 *
 * @param value the estimate
 * @param low lower end of the 95 % interval; NaN where the number is exact
 * @param high upper end
 * @param n how many independent items (pairs, prompts, paragraphs) it rests on
 */
public record Estimate(double value, double low, double high, int n) {
    /** A number without uncertainty, such as a baseline that is 0 by definition. */
    public static Estimate exact(double value, int n) {
        return new Estimate(value, Double.NaN, Double.NaN, n);
    }

    /** Whether it is without uncertainty by definition; then it has no interval. */
    public boolean isExact() {
        return Double.isNaN(low);
    }

    @Override
    public String toString() {
        return isExact() ? format(value) : format(value) + " [" + format(low) + ", " + format(high) + "]";
    }

    /** Two significant digits at least; what is less than a millionth is rounding error. */
    private static String format(double value) {
        double size = Math.abs(value) < 1e-6 ? 0 : Math.abs(value);
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size == 0 ? 2 : size >= 0.01 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", size == 0 ? 0 : value);
    }
}
