package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.OptionalInt;

/** An interchange as a model reads it, and the source's activation. */
final class InterchangeTokens {
    private final int[] base;
    private final int answer;
    private final float[] source;

    InterchangeTokens(int[] base, int answer, float[] source) {
        this.base = base;
        this.answer = answer;
        this.source = source;
    }

    int[] base() {
        return base;
    }

    int answer() {
        return answer;
    }

    /** The activation of the source's last token. */
    float[] source() {
        return source;
    }

    static int[] text(HookedTransformer model, String text) {
        int[] ids = model.tokenizer().encode(text);
        if (ids.length == 0 || ids.length > model.config().nCtx()) {
            throw new IllegalArgumentException("The text '" + text + "' has " + ids.length
                    + " tokens, but the model reads from 1 to " + model.config().nCtx() + ".");
        }
        return ids;
    }

    static int answer(HookedTransformer model, String answer) {
        Tokenizer tokenizer = model.tokenizer();
        int[] ids = tokenizer.encode(answer);
        int from = ids.length > 1 && tokenizer.bos().equals(OptionalInt.of(ids[0])) ? 1 : 0;
        if (ids.length - from != 1) {
            throw new IllegalArgumentException("'" + answer + "' is " + (ids.length - from) + " tokens, "
                    + tokenizer.tokens(ids) + ", but an answer is one. Most words begin with a space.");
        }
        return ids[from];
    }
}
