package dev.azimuth.evaluation;

import ai.djl.ndarray.NDArray;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import java.util.Arrays;
import java.util.List;

/** The exponential of the mean negative log-likelihood of each next token of ordinary texts; lower is better. */
public final class Perplexity implements Metric {
    /** The metric's name in results. */
    public static final String NAME = "perplexity";

    private final Prompts texts;

    private Perplexity(Prompts texts) {
        this.texts = texts;
    }

    /** Of these texts. */
    public static Perplexity perplexity(Prompts texts) {
        if (texts.size() == 0) {
            throw new IllegalArgumentException("The perplexity of no text is not defined. Give at least one.");
        }
        return new Perplexity(texts);
    }

    @Override
    public Prepared on(HookedTransformer before) {
        return model -> List.of(new Measurement(NAME, texts.name(), measure(model)));
    }

    private Estimate measure(HookedTransformer model) {
        int n = texts.size();
        double[] losses = new double[n];
        int[] counts = new int[n];
        int text = 0;
        for (String each : Progress.over(texts.texts(), "measuring perplexity")) {
            int[] ids = model.tokenizer().encode(each);
            if (ids.length < 2) {
                throw new IllegalArgumentException("Text " + text + " of " + texts.name() + " is " + ids.length
                        + " token; perplexity needs at least two, since the first is not predicted.");
            }
            float[] loss = tokenLosses(model, ids);
            for (float l : loss) {
                losses[text] += l;
            }
            counts[text++] = loss.length;
        }
        return Bootstrap.estimate(
                n,
                drawn -> Math.exp(
                        Arrays.stream(drawn).mapToDouble(i -> losses[i]).sum()
                                / Arrays.stream(drawn).map(i -> counts[i]).sum()));
    }

    /** The negative log-likelihood of each token but the first, in nats. */
    static float[] tokenLosses(HookedTransformer model, int[] ids) {
        long[] next = Arrays.stream(ids).skip(1).asLongStream().toArray();
        return model.pass(TokenBatch.of(List.of(ids)), LogitsAt.ALL, List.of(), logits -> {
            NDArray wanted = logits.getManager().create(next).reshape(1, next.length, 1);
            return logits.get(":, :-1").logSoftmax(-1).gather(wanted, 2).neg().toFloatArray();
        });
    }

    @Override
    public String toString() {
        return "perplexity of " + texts;
    }
}
