package dev.azimuth.hook;

import dev.azimuth.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The tokens that one pass reads: what they say, and where each stands in its own text. Tokens are counted within a text,
 * so padding has no number.
 *
 * <p>A pass over prompts has all their tokens. While a text is generated, each later pass has the one token that was
 * written last; a text that has ended has none.
 */
public final class PassTokens {
    private final List<int[]> texts;
    private final int[] starts;
    private final int[] promptLengths;
    private final Tokenizer tokenizer;
    /** What was found already; a pass belongs to one thread. */
    private final Map<Positions, BitSet[]> found = new HashMap<>();

    /**
     * @param texts each text's ids in this pass
     * @param starts how many tokens of each text earlier passes have read
     * @param promptLengths how many tokens of each text were given rather than written by the model
     */
    public PassTokens(List<int[]> texts, int[] starts, int[] promptLengths, Tokenizer tokenizer) {
        this.texts = texts;
        this.starts = starts;
        this.promptLengths = promptLengths;
        this.tokenizer = tokenizer;
    }

    /** Number of texts. */
    public int texts() {
        return texts.size();
    }

    /** Tokens of a text in this pass. */
    public int count(int text) {
        return texts.get(text).length;
    }

    /** A token's id. */
    public int id(int text, int token) {
        return texts.get(text)[token];
    }

    /** A token as text, as {@link Tokenizer#token} shows it. */
    public String token(int text, int token) {
        return tokenizer.token(id(text, token));
    }

    /** A token's place in its own text, from 0. */
    public int place(int text, int token) {
        return starts[text] + token;
    }

    /** How many tokens of a text were given rather than written by the model. */
    public int promptLength(int text) {
        return promptLengths[text];
    }

    /** How many tokens the model had written before this one; below 0 in the prompt, whose last token has -1. */
    public int step(int text, int token) {
        return place(text, token) - promptLengths[text];
    }

    /** What a text's tokens in this pass say together. */
    public String text(int text) {
        return tokenizer.decode(texts.get(text));
    }

    /** The chosen tokens of each text; found once, however many places ask. */
    BitSet[] chosen(Positions positions) {
        return found.computeIfAbsent(
                positions,
                asked -> IntStream.range(0, texts.size())
                        .mapToObj(text -> asked.among(this, text))
                        .toArray(BitSet[]::new));
    }

    /** Whether this is the pass in which a text begins. */
    boolean begins(int text) {
        return starts[text] == 0 && count(text) > 0;
    }

    /**
     * Where each token begins in {@link #text}, in characters. Found from the text itself, since a token may be a part of
     * a character, and is then said to begin where the character does.
     */
    int[] offsets(int text) {
        int[] ids = texts.get(text);
        String whole = text(text);
        int[] offsets = new int[ids.length];
        for (int token = 1; token < ids.length; token++) {
            String before = tokenizer.decode(Arrays.copyOf(ids, token));
            offsets[token] = Math.max(offsets[token - 1], commonLength(before, whole));
        }
        return offsets;
    }

    private static int commonLength(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    @Override
    public String toString() {
        return "PassTokens of " + texts.size() + " texts";
    }
}
