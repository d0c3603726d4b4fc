package dev.azimuth.discovery;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.TokenBatch;
import java.util.List;

/** Texts in batches of like length, so that little is padded. */
final class TextBatches {
    private static final int TOKENS_A_BATCH = LengthBatches.TOKENS / 2; // there may be logits at every one

    /**
     * @param texts which of the texts it has, in its order
     */
    record Batch(TokenBatch tokens, List<Integer> texts) {}

    private TextBatches() {}

    static List<Batch> of(HookedTransformer model, List<String> texts) {
        List<int[]> ids = texts.stream().map(model.tokenizer()::encode).toList();
        int[] lengths = ids.stream().mapToInt(text -> text.length).toArray();
        return LengthBatches.of(lengths, TOKENS_A_BATCH).stream()
                .map(members ->
                        new Batch(TokenBatch.of(members.stream().map(ids::get).toList()), members))
                .toList();
    }
}
