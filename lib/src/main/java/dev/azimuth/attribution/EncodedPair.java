package dev.azimuth.attribution;

import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A pair of prompts as token ids, both of the same length. */
final class EncodedPair {
    private static final int MOST_NAMED = 2;

    private final PromptPair prompts;
    private final int[] clean;
    private final int[] corrupted;

    private EncodedPair(PromptPair prompts, int[] clean, int[] corrupted) {
        this.prompts = prompts;
        this.clean = clean;
        this.corrupted = corrupted;
    }

    /**
     * All pairs, all of one length, so that a place in one stands for the same place in another.
     *
     * @throws IllegalArgumentException when lengths differ, showing both rows of tokens
     */
    static List<EncodedPair> of(List<PromptPair> pairs, Tokenizer tokenizer) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("No pair of prompts was given. Name one by of(clean, corrupted).");
        }
        List<EncodedPair> encoded = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            PromptPair pair = pairs.get(i);
            EncodedPair one = new EncodedPair(pair, tokenizer.encode(pair.clean()), tokenizer.encode(pair.corrupted()));
            requireSameLength("The clean text", one.clean, "the corrupted one", one.corrupted, i, pairs, tokenizer);
            encoded.add(one);
            String first = "The clean text of pair 0";
            requireSameLength(first, encoded.get(0).clean, "that of pair " + i, one.clean, 0, List.of(), tokenizer);
        }
        return encoded;
    }

    private static void requireSameLength(
            String one,
            int[] ids,
            String other,
            int[] otherIds,
            int pair,
            List<PromptPair> pairs,
            Tokenizer tokenizer) {
        if (ids.length != otherIds.length) {
            String which = pairs.size() > 1 ? " of pair " + pair : "";
            throw new IllegalArgumentException(one + which + " has " + ids.length + " tokens, " + tokenizer.tokens(ids)
                    + ", " + other + " " + otherIds.length + ", " + tokenizer.tokens(otherIds)
                    + ". Choose words that give both as many.");
        }
        if (ids.length == 0) {
            throw new IllegalArgumentException("The texts" + (pairs.size() > 1 ? " of pair " + pair : "")
                    + " have no token. Give them at least one.");
        }
    }

    PromptPair prompts() {
        return prompts;
    }

    int[] clean() {
        return clean.clone();
    }

    int[] corrupted() {
        return corrupted.clone();
    }

    int length() {
        return clean.length;
    }

    /** The first token in which they differ: before it, no activation does. */
    int firstDifference() {
        return IntStream.range(0, length())
                .filter(i -> clean[i] != corrupted[i])
                .findFirst()
                .orElse(length());
    }

    /** What stands at each place: the token where all texts agree, and else some of them. */
    static List<String> labels(List<EncodedPair> pairs, Tokenizer tokenizer) {
        return IntStream.range(0, pairs.get(0).length())
                .mapToObj(place -> label(pairs, place, tokenizer))
                .toList();
    }

    private static String label(List<EncodedPair> pairs, int place, Tokenizer tokenizer) {
        Set<String> tokens = new LinkedHashSet<>();
        for (EncodedPair pair : pairs) {
            tokens.add(tokenizer.token(pair.clean[place]));
            tokens.add(tokenizer.token(pair.corrupted[place]));
        }
        String named = String.join("/", tokens.stream().limit(MOST_NAMED).toList());
        return tokens.size() > MOST_NAMED ? named + "/…" : named;
    }
}
