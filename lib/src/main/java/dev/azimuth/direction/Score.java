package dev.azimuth.direction;

import java.util.Locale;

/**
 * A measured number with its 95 % interval, as a direction keeps it.
 *
 * @param value the estimate
 * @param low lower end of the interval
 * @param high upper end
 * @param n how many independent items it rests on
 */
public record Score(double value, double low, double high, int n) {
    /** Refuses what no measurement gives. */
    public Score {
        boolean finite = Double.isFinite(value) && Double.isFinite(low) && Double.isFinite(high);
        if (!finite || low > high || n < 1) {
            throw new IllegalArgumentException("A score has finite numbers, its ends in order, and rests on one item or"
                    + " more; given were " + value + " [" + low + ", " + high + "] on " + n + ".");
        }
    }

    /** Of a direction that points the other way, where this is an AUC. */
    Score mirrored() {
        return new Score(1 - value, 1 - high, 1 - low, n);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f [%.3f, %.3f] on %d", value, low, high, n);
    }
}
