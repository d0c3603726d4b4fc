package dev.azimuth.model;

import dev.azimuth.hook.PassTokens;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Texts of different lengths as one block of token ids, padded on the left so that all end together.
 *
 * <p>Padding changes nothing: padded places are never looked at, and each text's positions count from its own start.
 */
public final class TokenBatch {
    private static final int[] NOTHING = {};

    private final List<int[]> texts;
    /** How long the texts' prompts were, where these tokens were written after them. */
    private final int @Nullable [] prompts;

    /** Which texts have ended, so that their tokens mean nothing. */
    private final BitSet ended;

    private final int length;

    private TokenBatch(List<int[]> texts, int @Nullable [] prompts, BitSet ended) {
        this.texts = texts;
        this.prompts = prompts;
        this.ended = ended;
        this.length = texts.stream().mapToInt(t -> t.length).max().orElse(0);
    }

    /**
     * The batch of these token ids.
     *
     * @throws IllegalArgumentException when there is no text or one has no token
     */
    public static TokenBatch of(List<int[]> texts) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("A batch needs at least one text.");
        }
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).length == 0) {
                throw new IllegalArgumentException("Text " + i + " of " + texts.size()
                        + " has no token. Give it at least one, such as the beginning-of-text token.");
            }
        }
        return new TokenBatch(texts.stream().map(int[]::clone).toList(), null, new BitSet());
    }

    /**
     * Prompts with what the model is to write after each: an intervention takes the one for given and the other for written,
     * as when the model generates it.
     *
     * @param promptLengths how many of each text's tokens are its prompt, at least one
     */
    public static TokenBatch answered(List<int[]> texts, int[] promptLengths) {
        TokenBatch all = of(texts);
        if (promptLengths.length != texts.size()) {
            throw new IllegalArgumentException(
                    "There are " + texts.size() + " texts and the lengths of " + promptLengths.length + " prompts.");
        }
        for (int text = 0; text < promptLengths.length; text++) {
            if (promptLengths[text] < 1 || promptLengths[text] > texts.get(text).length) {
                throw new IllegalArgumentException("The prompt of text " + text + " has " + promptLengths[text]
                        + " tokens, but must have from 1 to the text's " + texts.get(text).length + ".");
            }
        }
        return new TokenBatch(all.texts, promptLengths.clone(), new BitSet());
    }

    /** Each text's tokens from {@code from} to {@code to}, read after those before; what is prompt remains prompt. */
    TokenBatch part(int[] from, int[] to) {
        List<int[]> parts = IntStream.range(0, size())
                .mapToObj(text -> Arrays.copyOfRange(texts.get(text), from[text], to[text]))
                .toList();
        int[] lengths =
                prompts == null ? texts.stream().mapToInt(text -> text.length).toArray() : prompts;
        return new TokenBatch(parts, lengths, ended);
    }

    int[] lengths() {
        return texts.stream().mapToInt(text -> text.length).toArray();
    }

    /**
     * The token that was written last after each of these prompts. A text that has ended keeps its place, with a token that
     * no intervention is told of.
     */
    static TokenBatch written(int[] last, int[] promptLengths, BitSet ended) {
        List<int[]> texts = Arrays.stream(last).mapToObj(id -> new int[] {id}).toList();
        return new TokenBatch(texts, promptLengths.clone(), (BitSet) ended.clone());
    }

    /**
     * What interventions are told.
     *
     * @param starts how many tokens of each text were read before
     */
    PassTokens tokens(int[] starts, Tokenizer tokenizer) {
        int[] promptLengths = prompts;
        if (promptLengths == null) {
            promptLengths = new int[size()];
            for (int text = 0; text < size(); text++) {
                promptLengths[text] = starts[text] + texts.get(text).length;
            }
        }
        return new PassTokens(told(), starts, promptLengths, tokenizer);
    }

    private List<int[]> told() {
        return ended.isEmpty()
                ? texts
                : IntStream.range(0, size())
                        .mapToObj(text -> ended.get(text) ? NOTHING : texts.get(text))
                        .toList();
    }

    /** Number of texts. */
    public int size() {
        return texts.size();
    }

    /** Tokens of the longest text: the width of the block. */
    public int length() {
        return length;
    }

    /** Padding in front of a text. */
    public int padding(int text) {
        return length - texts.get(text).length;
    }

    /** A text's token ids, without padding. */
    public int[] ids(int text) {
        return texts.get(text).clone();
    }

    boolean isPadded() {
        return texts.stream().anyMatch(t -> t.length != length);
    }

    int largestId() {
        return texts.stream().flatMapToInt(Arrays::stream).max().orElseThrow();
    }

    int smallestId() {
        return texts.stream().flatMapToInt(Arrays::stream).min().orElseThrow();
    }

    /** Ids {@code [batch × pos]}, 0 at padding. */
    long[] paddedIds() {
        long[] all = new long[size() * length];
        for (int text = 0; text < size(); text++) {
            int at = text * length + padding(text);
            for (int id : texts.get(text)) {
                all[at++] = id;
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return "TokenBatch[" + size() + " texts, " + length + " tokens" + (isPadded() ? ", padded]" : "]");
    }
}
