package dev.azimuth.evaluation;

import java.util.Locale;

/**
 * A number with its uncertainty.
 *
 * @param value the estimate
 * @param low lower end of the 95 % interval
 * @param high upper end
 * @param n how many independent items (pairs, prompts, paragraphs) it rests on
 */
public record Estimate(double value, double low, double high, int n) {
    /** A number without uncertainty, such as a baseline that is 0 by definition. */
    public static Estimate exact(double value, int n) {
        return new Estimate(value, value, value, n);
    }

    @Override
    public String toString() {
        return low == high ? format(value) : format(value) + " [" + format(low) + ", " + format(high) + "]";
    }

    private static String format(double value) {
        double shown = Math.abs(value) < 0.005 ? 0 : value; // never -0.00
        double size = Math.abs(shown);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", shown);
    }
}
