package dev.azimuth.dataset;

import java.util.List;
import java.util.stream.Collectors;

/** Checks of single values, and the words that error messages share. */
final class Check {
    private static final int QUOTED = 60;

    private Check() {}

    static void notBlank(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " is empty.");
        }
    }

    static void between(String what, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    what + " is " + value + "; it must be from " + low + " to " + high + ".");
        }
    }

    /** The text in quotation marks, cut short where it is long. */
    static String quote(String text) {
        return '"' + (text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…") + '"';
    }

    /** Several texts, each in quotation marks. */
    static String quotes(List<String> texts) {
        return texts.stream().map(Check::quote).collect(Collectors.joining(", "));
    }

    /** "1 topic", "12 topics". */
    static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
