package dev.azimuth.evaluation;

import ai.djl.ndarray.NDArray;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LengthBatches;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.List;

/** The exponential of the mean negative log-likelihood of each next token of ordinary texts; lower is better. */
public final class Perplexity implements Metric {
    /** The metric's name in results. */
    public static final String NAME = "perplexity";

    /** Fewer than a plain pass takes: there are logits at every one. */
    private static final int TOKENS_A_BATCH = 512;

    private final Prompts texts;
    private final String before;

    private Perplexity(Prompts texts, String before) {
        this.texts = texts;
        this.before = before;
    }

    /** Of these texts. */
    public static Perplexity perplexity(Prompts texts) {
        if (texts.size() == 0) {
            throw new IllegalArgumentException("The perplexity of no text is not defined. Give at least one.");
        }
        return new Perplexity(texts, "");
    }

    /** With these words in front of each text, which are read but not predicted. */
    public Perplexity after(String words) {
        return new Perplexity(texts, words);
    }

    @Override
    public Prepared on(HookedTransformer before) {
        return model -> List.of(new Measurement(NAME, texts.name(), measure(model)));
    }

    private Estimate measure(HookedTransformer model) {
        List<int[]> ids = texts.texts().stream()
                .map(text -> model.tokenizer().encode(before + text))
                .toList();
        int given = before.isEmpty() ? 1 : model.tokenizer().encode(before).length;
        int[] lengths = ids.stream().mapToInt(text -> text.length).toArray();
        for (int text = 0; text < lengths.length; text++) {
            if (lengths[text] < 2) {
                throw new IllegalArgumentException("Text " + text + " of " + texts.name() + " is " + lengths[text]
                        + " token; perplexity needs at least two, since the first is not predicted.");
            }
        }
        double[] losses = new double[lengths.length];
        for (List<Integer> members : Progress.over(LengthBatches.of(lengths, TOKENS_A_BATCH), "measuring perplexity")) {
            float[][] ofMembers =
                    tokenLosses(model, members.stream().map(ids::get).toList());
            for (int i = 0; i < ofMembers.length; i++) {
                for (int k = given - 1; k < ofMembers[i].length; k++) {
                    losses[members.get(i)] += ofMembers[i][k];
                }
            }
        }
        return Bootstrap.estimate(
                lengths.length,
                drawn -> Math.exp(Arrays.stream(drawn)
                                .mapToDouble(i -> losses[i])
                                .sum()
                        / Arrays.stream(drawn).map(i -> lengths[i] - given).sum()));
    }

    /** The negative log-likelihood of each token of each text but its first, in nats. */
    static float[][] tokenLosses(HookedTransformer model, List<int[]> texts) {
        TokenBatch batch = TokenBatch.of(texts);
        int width = batch.length() - 1;
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

    @Override
    public String toString() {
        return "perplexity of " + texts + (before.isEmpty() ? "" : " after '" + before.strip() + "'");
    }
}
