package dev.azimuth.evaluation;

import ai.djl.ndarray.NDArray;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.Generation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
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

    private static final int TEXTS_A_BATCH = 16;

    private final Prompts prompts;
    private final int tokens;

    private KlDivergence(Prompts prompts, int tokens) {
        this.prompts = prompts;
        this.tokens = tokens;
    }

    /** On these prompts, over 16 tokens. */
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
        List<int[]> texts = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (List<String> batch : Progress.over(batches(prompts.texts()), "writing reference replies")) {
            List<String> asked = batch.stream().map(before::asChat).toList();
            for (Generation reply : before.generator().maxTokens(tokens).generate(asked)) {
                int[] prompt = before.tokenizer().encode(reply.prompt());
                // The last token written predicts nothing that is compared.
                texts.add(IntStream.concat(
                                IntStream.of(prompt),
                                reply.ids().stream()
                                        .mapToInt(i -> i)
                                        .limit(reply.ids().size() - 1))
                        .toArray());
                lengths.add(reply.ids().size());
            }
        }
        return after -> List.of(new Measurement(NAME, prompts.name(), measure(before, after, texts, lengths)));
    }

    private Estimate measure(
            HookedTransformer before, HookedTransformer after, List<int[]> texts, List<Integer> lengths) {
        if (before == after) {
            return Estimate.exact(0, texts.size());
        }
        List<Double> divergences = new ArrayList<>();
        for (List<Integer> members :
                Progress.over(batches(IntStream.range(0, texts.size()).boxed().toList()), "measuring KL divergence")) {
            TokenBatch batch = TokenBatch.of(members.stream().map(texts::get).toList());
            LogitsAt last = new LogitsAt(tokens);
            float[] perToken =
                    before.pass(batch, last, List.of(), p -> after.pass(batch, last, List.of(), q -> divergence(p, q)));
            int width = perToken.length / members.size();
            for (int i = 0; i < members.size(); i++) {
                double sum = 0;
                int counted = lengths.get(members.get(i));
                for (int k = width - counted; k < width; k++) {
                    sum += perToken[i * width + k];
                }
                divergences.add(sum / counted);
            }
        }
        return Bootstrap.mean(divergences.stream().mapToDouble(d -> d).toArray());
    }

    /** KL(p ‖ q) at each position of logits {@code [batch, pos, d_vocab]}, flat. */
    private static float[] divergence(NDArray p, NDArray q) {
        NDArray logP = p.logSoftmax(-1);
        NDArray logQ = q.logSoftmax(-1);
        return logP.exp().mul(logP.sub(logQ)).sum(new int[] {-1}).toFloatArray();
    }

    private static <T> List<List<T>> batches(List<T> all) {
        List<List<T>> batches = new ArrayList<>();
        for (int start = 0; start < all.size(); start += TEXTS_A_BATCH) {
            batches.add(all.subList(start, Math.min(all.size(), start + TEXTS_A_BATCH)));
        }
        return batches;
    }

    @Override
    public String toString() {
        return "KL divergence over " + tokens + " tokens on " + prompts;
    }
}
