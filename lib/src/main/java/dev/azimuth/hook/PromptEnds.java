package dev.azimuth.hook;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The first and the last tokens of a prompt. Where a prompt of n tokens has not enough for both, the first are at most
 * ⌊n/2⌋ and the last at most ⌈n/2⌉ (Wu et al., 2024, arXiv 2404.03592).
 *
 * @param first how many at the beginning
 * @param last how many at the end
 */
public record PromptEnds(int first, int last) {
    /** @throws IllegalArgumentException when it would be none */
    public PromptEnds {
        if (first < 0 || last < 0 || first + last == 0) {
            throw new IllegalArgumentException("The first " + first + " and the last " + last
                    + " tokens of a prompt were asked for. Choose at least one, such as lastTokens(1).");
        }
    }

    /** All of them, in a prompt of any length. */
    public Positions all() {
        return Positions.inPrompt("at the " + this, (place, n) -> place < first(n) || place >= n - last(n));
    }

    /** Each by itself, those at the beginning before those at the end; a short prompt lacks those in between. */
    public List<Positions> each() {
        return IntStream.concat(IntStream.range(0, first), IntStream.range(-last, 0))
                .mapToObj(this::only)
                .toList();
    }

    /** One of them: counted from 0 at the beginning, from -1 down at the end. */
    Positions only(int token) {
        if (token < -last || token >= first) {
            throw new IllegalArgumentException("Prompt token " + token + " is not among the " + this + ".");
        }
        return Positions.inPrompt(
                "at prompt token " + token + " of the " + this,
                token >= 0
                        ? (place, n) -> place == token && token < first(n)
                        : (place, n) -> place == n + token && -token <= last(n));
    }

    /** How many tokens stand before the first of them in a prompt of {@code n}. */
    public int unchanged(int n) {
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
