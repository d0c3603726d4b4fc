package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import java.util.List;

/**
 * The cross-entropy of each next token that a splice can change: all but a text's second, which is predicted from its first
 * alone.
 */
final class TextLosses {
    private static final int TOKENS_A_BATCH = 512; // there are logits at every one
    private static final int FIRST = 2; // the first token that counts

    private TextLosses() {}

    /** How many tokens count of a text of this length. */
    static int counted(int length) {
        return Math.max(0, length - FIRST);
    }

    /** The sum over each text, in nats. */
    static double[] sums(HookedTransformer model, List<int[]> texts, String label) {
        int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
        double[] sums = new double[lengths.length];
        for (List<Integer> members : Progress.over(LengthBatches.of(lengths, TOKENS_A_BATCH), label)) {
            List<int[]> ids = members.stream().map(texts::get).toList();
            TokenBatch batch = TokenBatch.of(ids);
            int width = batch.length() - 1;
            float[] losses = model.pass(batch, LogitsAt.ALL, List.of(), logits -> losses(logits, ids, width));
            for (int i = 0; i < ids.size(); i++) {
                for (int back = 1; back <= counted(ids.get(i).length); back++) {
                    sums[members.get(i)] += losses[(i + 1) * width - back];
                }
            }
        }
        return sums;
    }

    /** At each position but the last, {@code [texts × width]}; at padding, numbers that nobody reads. */
    private static float[] losses(NDArray logits, List<int[]> texts, int width) {
        long[] next = new long[texts.size() * width];
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = texts.get(i);
            for (int k = 1; k < ids.length; k++) {
                next[(i + 1) * width - ids.length + k] = ids[k];
            }
        }
        NDArray wanted = logits.getManager().create(next).reshape(texts.size(), width, 1);
        return logits.get(":, :-1").logSoftmax(-1).gather(wanted, 2).neg().toFloatArray();
    }
}
