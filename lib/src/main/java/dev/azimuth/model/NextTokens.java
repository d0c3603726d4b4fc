package dev.azimuth.model;

import dev.azimuth.tokenizer.Tokenizer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The likeliest next tokens as a table. */
final class NextTokens {
    private NextTokens() {}

    static Table table(float[] logits, int k, Tokenizer tokenizer) {
        double largest = logits[Sampler.argmax(logits)];
        double total = IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i] - largest))
                .sum();
        List<Integer> best = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -logits[i]))
                .limit(k)
                .toList();
        return Table.create(
                "Next token",
                StringColumn.create("token", best.stream().map(tokenizer::token)),
                DoubleColumn.create("logit", best.stream().mapToDouble(i -> logits[i])),
                DoubleColumn.create(
                        "probability", best.stream().mapToDouble(i -> Math.exp(logits[i] - largest) / total)));
    }
}
