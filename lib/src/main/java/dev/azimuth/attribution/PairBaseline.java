package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/** What a model says after the two texts of a pair while nothing is patched, for metrics to compare with. */
public final class PairBaseline {
    private final int answer;
    private final int wrong;
    private final float[] clean;
    private final float[] corrupted;

    private PairBaseline(int answer, int wrong, float[] clean, float[] corrupted) {
        this.answer = answer;
        this.wrong = wrong;
        this.clean = clean;
        this.corrupted = corrupted;
    }

    /**
     * @param clean the logits after the clean text
     * @param corrupted those after the corrupted one
     */
    static PairBaseline of(HookedTransformer model, PromptPair pair, float[] clean, float[] corrupted) {
        Tokenizer tokenizer = model.tokenizer();
        int answer = id(pair.answer(), clean, tokenizer);
        int wrong = id(pair.wrong(), corrupted, tokenizer);
        if (answer == wrong) {
            throw new IllegalArgumentException("'" + pair.clean() + "' and '" + pair.corrupted()
                    + "' lead to the same token, '" + tokenizer.token(answer)
                    + "'. Name two by PromptPair.of(clean, corrupted).answers(answer, wrong).");
        }
        return new PairBaseline(answer, wrong, clean, corrupted);
    }

    private static int id(@Nullable String named, float[] logits, Tokenizer tokenizer) {
        if (named != null) {
            return tokenizer.single(named);
        }
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    /** The id of the token that the clean text should lead to. */
    public int answer() {
        return answer;
    }

    /** The id of the token that the corrupted text should lead to. */
    public int wrong() {
        return wrong;
    }

    /** The logits after the clean text, {@code [1, d_vocab]}. */
    public NDArray clean(NDManager manager) {
        return manager.create(clean, new Shape(1, clean.length));
    }

    /** The logits after the corrupted text, {@code [1, d_vocab]}. */
    public NDArray corrupted(NDManager manager) {
        return manager.create(corrupted, new Shape(1, corrupted.length));
    }

    /** The answer's logit less the wrong answer's after the clean text. */
    public double cleanDifference() {
        return (double) clean[answer] - clean[wrong];
    }

    /** The same after the corrupted text. */
    public double corruptedDifference() {
        return (double) corrupted[answer] - corrupted[wrong];
    }
}
