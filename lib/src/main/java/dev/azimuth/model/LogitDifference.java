package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How much higher one next token's logit is than another's, at the end of each text: the usual measure of patching (Wang et
 * al., 2022, arXiv 2211.00593).
 */
public final class LogitDifference implements Objective {
    private final String token;
    private final @Nullable String other;

    private LogitDifference(String token, @Nullable String other) {
        this.token = token;
        this.other = other;
    }

    /** The logit of {@code token}, such as {@code " Paris"} with its space. */
    public static LogitDifference logit(String token) {
        return new LogitDifference(token, null);
    }

    /** The logit of {@code token} less that of {@code other}. */
    public static LogitDifference logitDifference(String token, String other) {
        return new LogitDifference(token, other);
    }

    @Override
    public LogitsAt logits() {
        return LogitsAt.LAST;
    }

    @Override
    public NDArray value(NDArray logits, Tokenizer tokenizer) {
        NDArray last = logits.get(":, -1");
        NDArray of = last.get(":, " + id(token, tokenizer)).sum();
        return other == null
                ? of
                : of.sub(last.get(":, " + id(other, tokenizer)).sum());
    }

    private static int id(String token, Tokenizer tokenizer) {
        int[] ids = tokenizer.encode(token);
        boolean begins = ids.length > 1 && tokenizer.bos().equals(OptionalInt.of(ids[0]));
        int from = begins ? 1 : 0;
        if (ids.length - from != 1) {
            throw new IllegalArgumentException(
                    "'" + token + "' is " + (ids.length - from) + " tokens, " + tokenizer.tokens(ids)
                            + ", but a logit is of one. Take one of them; most words begin with a space.");
        }
        return ids[from];
    }

    @Override
    public String toString() {
        return other == null ? "logit of '" + token + "'" : "logit of '" + token + "' less '" + other + "'";
    }
}
