package dev.azimuth.plot;

import java.util.List;
import java.util.stream.Stream;

/** What the immutable builders need of lists and arrays. */
final class Lists {
    private Lists() {}

    static <T> List<T> append(List<T> list, T item) {
        return Stream.concat(list.stream(), Stream.of(item)).toList();
    }

    /** The numbers themselves, unless their count is wrong. */
    static double[] sized(String what, double[] values, int count, String of) {
        if (values.length != count) {
            throw new IllegalArgumentException(what + " has " + values.length + " values, but there are " + count + " "
                    + of + ". Give one value each.");
        }
        return values.clone();
    }
}
