package dev.azimuth.attribution;

import dev.azimuth.tokenizer.Tokenizer;
import java.util.OptionalInt;

/** The id of a text that is one token. */
final class AnswerToken {
    private AnswerToken() {}

    /**
     * @throws IllegalArgumentException when {@code token} is not one token, saying which it is
     */
    static int id(String token, Tokenizer tokenizer) {
        int[] ids = tokenizer.encode(token);
        boolean begins = ids.length > 1 && tokenizer.bos().equals(OptionalInt.of(ids[0]));
        int from = begins ? 1 : 0;
        if (ids.length - from != 1) {
            throw new IllegalArgumentException(
                    "'" + token + "' is " + (ids.length - from) + " tokens, " + tokenizer.tokens(ids)
                            + ", but an answer is one. Take one of them; most words begin with a space.");
        }
        return ids[from];
    }
}
