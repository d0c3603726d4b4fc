package dev.azimuth.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which texts go through a model together: texts of like length, so that there is little padding, and so many that a pass
 * is worth its while.
 */
public final class LengthBatches {
    /** Tokens of a batch, padding included, from which on a larger one is no faster a token. */
    public static final int TOKENS = 1024;

    /** What a pass costs whatever it reads, above all fetching the weights from memory, in tokens. */
    private static final int TOKENS_A_PASS = 32;

    private LengthBatches() {}

    /**
     * The batches that cost least, shortest texts first.
     *
     * @param lengths the tokens of each text
     * @param tokens what a batch may hold, padding included; a text that is longer is a batch of its own
     * @return the indices of each batch's texts; every text is in one of them
     */
    public static List<List<Integer>> of(int[] lengths, int tokens) {
        List<Integer> sorted = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(text -> lengths[text]))
                .toList();
        int n = lengths.length;
        long[] cost = new long[n + 1]; // of the n shortest texts, in the best batches
        int[] start = new int[n + 1]; // of the last of these batches
        for (int end = 1; end <= n; end++) {
            int longest = lengths[sorted.get(end - 1)];
            cost[end] = Long.MAX_VALUE;
            for (int from = end - 1; from >= 0; from--) {
                long padded = (long) (end - from) * longest;
                if (padded > tokens && from < end - 1) {
                    break;
                }
                if (cost[from] + padded + TOKENS_A_PASS < cost[end]) {
                    cost[end] = cost[from] + padded + TOKENS_A_PASS;
                    start[end] = from;
                }
            }
        }
        List<List<Integer>> batches = new ArrayList<>();
        for (int end = n; end > 0; end = start[end]) {
            batches.add(sorted.subList(start[end], end));
        }
        Collections.reverse(batches);
        return batches;
    }
}
