package dev.azimuth.interference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.Generation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@link dev.azimuth.evaluation.KlDivergence} of many edits of one model: what the model says before any edit is computed
 * once and kept, 200 kB a token at a vocabulary of 49,000, so that an edit costs one pass instead of two.
 */
final class CollateralKl {
    private static final int TOKENS_A_BATCH = 512;

    /** Texts of like length: their indices, the tokens compared, how many of a text's replies are, and log p before. */
    private static final class Batch {
        final List<Integer> texts;
        final TokenBatch tokens;
        final List<Integer> replied;
        final float[] before;

        Batch(List<Integer> texts, TokenBatch tokens, List<Integer> replied, float[] before) {
            this.texts = texts;
            this.tokens = tokens;
            this.replied = replied;
            this.before = before;
        }
    }

    private final int tokens;
    private final int texts;
    private final List<Batch> batches = new ArrayList<>();

    CollateralKl(HookedTransformer before, Prompts prompts, int tokens) {
        this.tokens = tokens;
        this.texts = prompts.size();
        List<Generation> replies = before.generator()
                .maxTokens(tokens)
                .generate(prompts.texts().stream().map(before::asChat).toList());
        List<int[]> ids = replies.stream().map(reply -> compared(before, reply)).toList();
        int[] lengths = ids.stream().mapToInt(text -> text.length).toArray();
        for (List<Integer> members :
                Progress.over(LengthBatches.of(lengths, TOKENS_A_BATCH), "reading what the model says")) {
            TokenBatch batch = TokenBatch.of(members.stream().map(ids::get).toList());
            float[] logP = before.pass(
                    batch,
                    new LogitsAt(tokens),
                    List.of(),
                    logits -> logits.logSoftmax(-1).toFloatArray());
            List<Integer> replied =
                    members.stream().map(i -> replies.get(i).ids().size()).toList();
            batches.add(new Batch(members, batch, replied, logP));
        }
    }

    /** Prompt and reply, without the last token written: it predicts nothing that is compared. */
    private static int[] compared(HookedTransformer model, Generation reply) {
        return IntStream.concat(
                        IntStream.of(model.tokenizer().encode(reply.prompt())),
                        reply.ids().stream()
                                .mapToInt(Integer::intValue)
                                .limit(reply.ids().size() - 1))
                .toArray();
    }

    /** KL(before ‖ after) of each text, in nats a token, averaged over its tokens. */
    double[] of(HookedTransformer after) {
        double[] divergences = new double[texts];
        for (Batch batch : Progress.over(batches, "measuring KL divergence")) {
            float[] perToken = after.pass(
                    batch.tokens, new LogitsAt(tokens), List.of(), logits -> divergence(batch.before, logits));
            int width = perToken.length / batch.texts.size();
            for (int i = 0; i < batch.texts.size(); i++) {
                int replied = batch.replied.get(i);
                for (int k = width - replied; k < width; k++) {
                    divergences[batch.texts.get(i)] += perToken[i * width + k] / (double) replied;
                }
            }
        }
        return divergences;
    }

    private static float[] divergence(float[] before, NDArray logits) {
        NDArray logQ = logits.logSoftmax(-1);
        NDArray logP =
                logQ.getManager().create(before, new Shape(logQ.getShape().getShape()));
        return logP.exp().mul(logP.sub(logQ)).sum(new int[] {-1}).toFloatArray();
    }
}
