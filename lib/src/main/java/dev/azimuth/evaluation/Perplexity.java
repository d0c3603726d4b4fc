package dev.azimuth.evaluation;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.List;

/** The exponential of the mean negative log-likelihood of each next token of ordinary texts; lower is better. */
public final class Perplexity implements Metric {
    /** The metric's name in results. */
    public static final String NAME = "perplexity";

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

    /**
     * With these words in front of each text, which are read but not predicted. Nor is a text's first token, as without
     * them: the same tokens count, so that the two compare.
     */
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
        int given = before.isEmpty() ? 0 : model.tokenizer().encode(before).length;
        for (int text = 0; text < ids.size(); text++) {
            int own = ids.get(text).length - given;
            if (own < 2) {
                throw new IllegalArgumentException("Text " + text + " of " + texts.name() + " is " + own
                        + (own == 1 ? " token" : " tokens")
                        + "; perplexity needs at least two, since the first is not predicted.");
            }
        }
        float[][] all = TokenLosses.of(model, ids, "measuring perplexity");
        double[] losses = new double[all.length];
        int[] predicted = new int[all.length];
        for (int text = 0; text < all.length; text++) {
            predicted[text] = all[text].length - given;
            for (int k = given; k < all[text].length; k++) {
                losses[text] += all[text][k];
            }
        }
        return Bootstrap.estimate(
                losses.length,
                drawn -> Math.exp(
                        Arrays.stream(drawn).mapToDouble(i -> losses[i]).sum()
                                / Arrays.stream(drawn).map(i -> predicted[i]).sum()));
    }

    @Override
    public String toString() {
        return "perplexity of " + texts + (before.isEmpty() ? "" : " after '" + before.strip() + "'");
    }
}
