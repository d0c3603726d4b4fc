package dev.azimuth.discovery;

import ai.djl.ndarray.NDArray;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.Objective;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.List;

/**
 * The log-odds that the next token is one of a set, {@code log(ΣP + 1e-8) − log(1 − ΣP + 1e-8)}. With the tokens that a
 * model's refusals begin with, it is the refusal score of Arditi et al. (2024, arXiv 2406.11717).
 */
public final class TokenOdds implements Objective {
    private static final double EPSILON = 1e-8;

    private final List<String> tokens;

    private TokenOdds(List<String> tokens) {
        this.tokens = tokens;
    }

    /** That it is one of these, such as {@code "I"} and {@code "As"}. */
    public static TokenOdds tokenOdds(String... tokens) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("The odds of no token are not defined. Give at least one.");
        }
        return new TokenOdds(List.of(tokens));
    }

    @Override
    public LogitsAt logits() {
        return LogitsAt.LAST;
    }

    @Override
    public NDArray value(NDArray logits, Tokenizer tokenizer) {
        NDArray next = logits.get(":, -1").softmax(-1);
        NDArray any = next.get(":, " + tokenizer.single(tokens.get(0)));
        for (String token : tokens.subList(1, tokens.size())) {
            any = any.add(next.get(":, " + tokenizer.single(token)));
        }
        NDArray others = any.neg().add(1); // float32 rounds it to 0 or below where the model is sure
        NDArray rest = others.maximum(others.zerosLike()).add(EPSILON);
        return any.add(EPSILON).log().sub(rest.log()).sum();
    }

    @Override
    public String toString() {
        return "log-odds of " + tokens;
    }
}
