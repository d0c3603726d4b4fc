package dev.azimuth.evaluation;

import ai.djl.ndarray.NDArray;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import java.util.Arrays;
import java.util.List;

/** How little a model expected each token of some texts. */
public final class TokenLosses {
    /** Fewer than a plain pass takes: there are logits at every one. */
    private static final int TOKENS_A_BATCH = 512;

    private TokenLosses() {}

    /**
     * The negative log-likelihood of each token of each text but its first, in nats: {@code [text][token − 1]}.
     *
     * @param texts token ids, at least one a text
     * @param label says in the progress bar what is done
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    public static float[][] of(HookedTransformer model, List<int[]> texts, String label) {
        int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
        float[][] losses = new float[lengths.length][];
        for (List<Integer> members : Progress.over(LengthBatches.of(lengths, TOKENS_A_BATCH), label)) {
            float[][] ofBatch = ofBatch(model, members.stream().map(texts::get).toList());
            for (int i = 0; i < ofBatch.length; i++) {
                losses[members.get(i)] = ofBatch[i];
            }
        }
        return losses;
    }

    private static float[][] ofBatch(HookedTransformer model, List<int[]> texts) {
        TokenBatch batch = TokenBatch.of(texts);
        int width = batch.length() - 1;
        if (width == 0) {
            return new float[texts.size()][0];
        }
        long[] next = new long[texts.size() * width]; // 0 at padding, whose losses nobody reads
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = texts.get(i);
            for (int k = 1; k < ids.length; k++) {
                next[(i + 1) * width - ids.length + k] = ids[k];
            }
        }
        float[] losses = model.pass(batch, LogitsAt.ALL, List.of(), logits -> {
            NDArray wanted = logits.getManager().create(next).reshape(texts.size(), width, 1);
            return logits.get(":, :-1").logSoftmax(-1).gather(wanted, 2).neg().toFloatArray();
        });
        float[][] ofTexts = new float[texts.size()][];
        for (int i = 0; i < ofTexts.length; i++) {
            int end = (i + 1) * width;
            ofTexts[i] = Arrays.copyOfRange(losses, end - texts.get(i).length + 1, end);
        }
        return ofTexts;
    }
}
