package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Random tokens, twice: what a model knows of the second half it can only have from the first. Each text begins with the
 * token that begins texts, where the model has one; within a half no token occurs twice.
 */
public final class RepeatedTokens {
    private final int[][] texts;
    private final int length;
    private final int start;

    private RepeatedTokens(int[][] texts, int length, int start) {
        this.texts = texts;
        this.length = length;
        this.start = start;
    }

    /** Eight texts of 25 tokens, twice; seed 0. */
    public static RepeatedTokens of(HookedTransformer model) {
        return of(model, 8, 25, 0);
    }

    /** So many texts of {@code length} tokens, twice. */
    public static RepeatedTokens of(HookedTransformer model, int texts, int length, long seed) {
        if (texts < 1 || length < 2) {
            throw new IllegalArgumentException(texts + " texts of " + length
                    + " tokens cannot be repeated. Give at least one text of at least 2.");
        }
        Tokenizer tokenizer = model.tokenizer();
        int start = tokenizer.bos().isPresent() ? 1 : 0;
        SplittableRandom random = new SplittableRandom(seed);
        int[][] ids = new int[texts][start + 2 * length];
        for (int[] text : ids) {
            tokenizer.bos().ifPresent(bos -> text[0] = bos);
            List<Integer> drawn = draw(tokenizer, length, random);
            for (int i = 0; i < 2 * length; i++) {
                text[start + i] = drawn.get(i % length);
            }
        }
        return new RepeatedTokens(ids, length, start);
    }

    private static List<Integer> draw(Tokenizer tokenizer, int length, SplittableRandom random) {
        Set<Integer> drawn = new LinkedHashSet<>();
        for (int tries = 0; drawn.size() < length; tries++) {
            if (tries > 100 * length) {
                throw new IllegalArgumentException("The vocabulary of " + tokenizer.vocabularySize() + " has no "
                        + length + " different tokens that are text. Ask for fewer.");
            }
            int id = random.nextInt(tokenizer.vocabularySize());
            if (!tokenizer.decode(new int[] {id}, true).isEmpty()) { // special tokens are left out
                drawn.add(id);
            }
        }
        return new ArrayList<>(drawn);
    }

    /** Number of texts. */
    public int texts() {
        return texts.length;
    }

    /** Tokens of each half. */
    public int length() {
        return length;
    }

    /** Where the first half begins: 1 after the token that begins texts, else 0. */
    public int start() {
        return start;
    }

    /** As a batch. */
    public TokenBatch batch() {
        return TokenBatch.of(Arrays.asList(texts));
    }

    /**
     * The mean negative log-likelihood of the second half's tokens but the first, in nats: low where the model finds the
     * repetition. The interval is over texts.
     */
    public Estimate loss(HookedTransformer model) {
        int predicted = length - 1;
        long[] next = new long[texts.length * predicted];
        for (int i = 0; i < next.length; i++) {
            next[i] = texts[i / predicted][start + length + 1 + i % predicted];
        }
        double[] means = new double[texts.length];
        StopSign.over(List.of(batch()), "reading repeated tokens", batch -> {
            float[] losses = model.pass(batch, new LogitsAt(length), List.of(StopSign.INSTANCE), logits -> {
                NDArray wanted = logits.getManager().create(next).reshape(texts.length, predicted, 1);
                return logits.get(":, :-1")
                        .logSoftmax(-1)
                        .gather(wanted, 2)
                        .neg()
                        .toFloatArray();
            });
            for (int i = 0; i < losses.length; i++) {
                means[i / predicted] += losses[i] / (double) predicted;
            }
        });
        return Bootstrap.mean(means);
    }

    @Override
    public String toString() {
        return "RepeatedTokens: " + texts.length + " texts of " + length + " random tokens, twice";
    }
}
