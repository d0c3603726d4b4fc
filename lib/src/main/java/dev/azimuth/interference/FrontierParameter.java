package dev.azimuth.interference;

import java.util.SplittableRandom;

/**
 * Something to choose in a search: a number in a range, or one of several.
 *
 * @param name what it is
 * @param low its least value
 * @param high its largest; of one of several, their number less one
 * @param discrete whether it is one of several, counted from 0
 */
public record FrontierParameter(String name, double low, double high, boolean discrete) {
    /** Refuses a range without width. */
    public FrontierParameter {
        if (!(low <= high) || Double.isInfinite(high - low) || (!discrete && low == high)) {
            throw new IllegalArgumentException(name + " from " + low + " to " + high + " is no range.");
        }
    }

    /** A number from {@code low} to {@code high}. */
    public static FrontierParameter range(String name, double low, double high) {
        return new FrontierParameter(name, low, high, false);
    }

    /** One of {@code count}. */
    public static FrontierParameter choice(String name, int count) {
        return new FrontierParameter(name, 0, count - 1.0, true);
    }

    int choices() {
        return (int) high + 1;
    }

    double draw(SplittableRandom random) {
        return discrete ? random.nextInt(choices()) : low + random.nextDouble() * (high - low);
    }
}
