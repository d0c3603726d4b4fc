package dev.azimuth.discovery;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TokenBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Texts in batches of like length, so that little is padded. */
final class TextBatches {
    private static final int TEXTS_A_BATCH = 16;

    /**
     * @param texts which of the texts it has, in its order
     */
    record Batch(TokenBatch tokens, List<Integer> texts) {}

    private TextBatches() {}

    static List<Batch> of(HookedTransformer model, List<String> texts) {
        List<int[]> ids = texts.stream().map(model.tokenizer()::encode).toList();
        List<Integer> order = IntStream.range(0, ids.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> ids.get(i).length))
                .toList();
        List<Batch> batches = new ArrayList<>();
        for (int start = 0; start < order.size(); start += TEXTS_A_BATCH) {
            List<Integer> members = order.subList(start, Math.min(order.size(), start + TEXTS_A_BATCH));
            batches.add(new Batch(TokenBatch.of(members.stream().map(ids::get).toList()), members));
        }
        return batches;
    }
}
