package dev.azimuth.attribution;

import dev.azimuth.tokenizer.Tokenizer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tokens at the two ends of a row of logits. */
final class RankedTokens {
    private RankedTokens() {}

    static String highest(float[] logits, int count, Tokenizer tokenizer) {
        return named(first(logits, count, -1), tokenizer);
    }

    static String lowest(float[] logits, int count, Tokenizer tokenizer) {
        return named(first(logits, count, 1), tokenizer);
    }

    private static List<Integer> first(float[] logits, int count, int sign) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble(id -> sign * logits[id]))
                .limit(count)
                .toList();
    }

    private static String named(List<Integer> ids, Tokenizer tokenizer) {
        return ids.stream().map(id -> "'" + tokenizer.token(id) + "'").collect(Collectors.joining(" "));
    }
}
