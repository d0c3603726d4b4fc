package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import java.util.stream.IntStream;

/** Pairs that even a tiny random model tells apart: digits against letters. */
final class TinyPairs {
    static final ContrastivePairs PAIRS = new ContrastivePairs(
            "digits",
            "digit",
            "letter",
            IntStream.range(0, 30)
                    .mapToObj(i -> new ContrastivePair(
                            "k" + i % 10 + (char) ('p' + i % 7) + i / 10,
                            "k" + (char) ('a' + i % 10) + (char) ('p' + i % 7) + (char) ('k' + i / 10),
                            "topic " + i % 10))
                    .toList());

    private TinyPairs() {}

    static Split<ContrastivePairs> split() {
        return PAIRS.split(0.6, 0.2, 0.2);
    }
}
