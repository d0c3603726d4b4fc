package dev.azimuth.model;

import java.util.Arrays;
import java.util.List;

/**
 * Texts of different lengths as one block of token ids, padded on the left so that all end together.
 *
 * <p>Padding changes nothing: padded places are never looked at, and each text's positions count from its own start.
 */
public final class TokenBatch {
    private final List<int[]> texts;
    private final int length;

    private TokenBatch(List<int[]> texts) {
        this.texts = texts;
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
        return new TokenBatch(texts.stream().map(int[]::clone).toList());
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
