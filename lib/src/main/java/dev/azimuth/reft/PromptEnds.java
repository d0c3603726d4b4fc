package dev.azimuth.reft;

import dev.azimuth.hook.Positions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The first and the last tokens of a prompt. Where a prompt of n tokens has not enough for both, the first are at most
 * ⌊n/2⌋ and the last at most ⌈n/2⌉ (Wu et al., 2024, arXiv 2404.03592).
 *
 * @param first how many at the beginning
 * @param last how many at the end
 */
record PromptEnds(int first, int last) {
    PromptEnds {
        if (first < 0 || last < 0 || first + last == 0) {
            throw new IllegalArgumentException("The first " + first + " and the last " + last
                    + " tokens of a prompt were asked for. Choose at least one, such as lastTokens(1).");
        }
    }

    /** All of them. */
    Positions all() {
        return Positions.inPrompt("at the " + this, (place, n) -> place < first(n) || place >= n - last(n));
    }

    /** Each by itself, those at the beginning before those at the end; a short prompt lacks those in between. */
    List<Positions> each() {
        return Stream.concat(
                        IntStream.range(0, first)
                                .mapToObj(i -> Positions.inPrompt(
                                        "at prompt token " + i, (place, n) -> place == i && i < first(n))),
                        IntStream.rangeClosed(1, last)
                                .map(i -> last + 1 - i)
                                .mapToObj(i -> Positions.inPrompt(
                                        "at prompt token -" + i, (place, n) -> place == n - i && i <= last(n))))
                .toList();
    }

    /** How many tokens stand before the first of them in a prompt of {@code n}. */
    int unchanged(int n) {
        return first(n) > 0 ? 0 : n - last(n);
    }

    private int first(int n) {
        return n < (long) first + last ? Math.min(first, n / 2) : first;
    }

    private int last(int n) {
        return n < (long) first + last ? Math.min(last, (n + 1) / 2) : last;
    }

    @Override
    public String toString() {
        String start = first == 0 ? "" : "first " + (first == 1 ? "" : first + " ");
        String end = last == 0 ? "" : "last " + (last == 1 ? "" : last + " ");
        return start
                + (first > 0 && last > 0 ? "and " : "")
                + end
                + (first + last == 1 ? "prompt token" : "prompt tokens");
    }
}
