package dev.azimuth.evaluation;

import ai.djl.ndarray.NDArray;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.Generation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far the next-token distribution moves on prompts that have nothing to do with the edit: KL(before ‖ after), in
 * nats a token, averaged over the tokens of the reply that the model before the edit gives, then over prompts. Several tokens, since an
 * edit can leave a reply's first token alone and spoil the rest.
 */
public final class KlDivergence implements Metric {
    /** The metric's name in results. */
    public static final String NAME = "KL divergence (nats a token)";

    /** Fewer than a plain pass takes: the logits of both models and what is computed of them are in memory together. */
    private static final int TOKENS_A_BATCH = 512;

    private final Prompts prompts;
    private final int tokens;

    private KlDivergence(Prompts prompts, int tokens) {
        this.prompts = prompts;
        this.tokens = tokens;
    }

    /**
     * On these prompts, over 16 tokens. Writing the replies takes about as long as comparing one changed model; for a quick
     * look {@code Datasets.prompts("neutral").take(32)} will do.
     */
    public static KlDivergence klDivergence(Prompts prompts) {
        return new KlDivergence(prompts, 16);
    }

    /** Over this many tokens. */
    public KlDivergence tokens(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "A divergence over " + count + " tokens is not defined. Give at least 1.");
        }
        return new KlDivergence(prompts, count);
    }

    @Override
    public Prepared on(HookedTransformer before) {
        List<String> asked = prompts.texts().stream().map(before::asChat).toList();
        int[][] texts = new int[asked.size()][];
        int[] replied = new int[asked.size()];
        int[] lengths = asked.stream()
                .mapToInt(text -> before.tokenizer().encode(text).length + tokens)
                .toArray();
        for (List<Integer> members :
                Progress.over(LengthBatches.of(lengths, LengthBatches.TOKENS), "writing reference replies")) {
            List<Generation> replies = before.generator()
                    .maxTokens(tokens)
                    .generate(members.stream().map(asked::get).toList());
            for (int i = 0; i < members.size(); i++) {
                Generation reply = replies.get(i);
                texts[members.get(i)] = compared(before.tokenizer().encode(reply.prompt()), reply.ids());
                replied[members.get(i)] = reply.ids().size();
            }
        }
        return after -> List.of(new Measurement(NAME, prompts.name(), measure(before, after, texts, replied)));
    }

    /** Prompt and reply, without the last token written: it predicts nothing that is compared. */
    private static int[] compared(int[] prompt, List<Integer> reply) {
        return IntStream.concat(
                        IntStream.of(prompt),
                        reply.stream().mapToInt(Integer::intValue).limit(reply.size() - 1))
                .toArray();
    }

    private Estimate measure(HookedTransformer before, HookedTransformer after, int[][] texts, int[] replied) {
        if (before == after) {
            return Estimate.exact(0, texts.length);
        }
        double[] divergences = new double[texts.length];
        int[] lengths = Arrays.stream(texts).mapToInt(text -> text.length).toArray();
        for (List<Integer> members :
                Progress.over(LengthBatches.of(lengths, TOKENS_A_BATCH), "measuring KL divergence")) {
            // What acts on prompts alone is to take the replies for written, as when they were.
            TokenBatch batch = TokenBatch.answered(
                    members.stream().map(i -> texts[i]).toList(),
                    members.stream()
                            .mapToInt(i -> texts[i].length - replied[i] + 1)
                            .toArray());
            LogitsAt last = new LogitsAt(tokens);
            float[] perToken =
                    before.pass(batch, last, List.of(), p -> after.pass(batch, last, List.of(), q -> divergence(p, q)));
            int width = perToken.length / members.size();
            for (int i = 0; i < members.size(); i++) {
                int text = members.get(i);
                for (int k = width - replied[text]; k < width; k++) {
                    divergences[text] += perToken[i * width + k] / (double) replied[text];
                }
            }
        }
        return Bootstrap.mean(divergences);
    }

    /** KL(p ‖ q) at each position of logits {@code [batch, pos, d_vocab]}, flat. */
    private static float[] divergence(NDArray p, NDArray q) {
        NDArray logP = p.logSoftmax(-1);
        NDArray logQ = q.logSoftmax(-1);
        return logP.exp().mul(logP.sub(logQ)).sum(new int[] {-1}).toFloatArray();
    }

    @Override
    public String toString() {
        return "KL divergence over " + tokens + " tokens on " + prompts;
    }
}
