package dev.azimuth.attribution;

import org.jspecify.annotations.Nullable;

/**
 * Two texts of as many tokens that differ in what matters, and the next tokens that tell them apart.
 *
 * @param clean the text that leads to {@code answer}
 * @param corrupted the one that leads elsewhere
 * @param answer the token that the clean text should lead to, with its space; null for the likeliest after it
 * @param wrong the token that the corrupted text should lead to; null for the likeliest after it
 */
public record PromptPair(
        String clean,
        String corrupted,
        @Nullable String answer,
        @Nullable String wrong) {
    /** Two texts whose answers are what the model finds likeliest after each. */
    public static PromptPair of(String clean, String corrupted) {
        return new PromptPair(clean, corrupted, null, null);
    }

    /** The same texts with these answers, such as {@code " Mary"} and {@code " John"}. */
    public PromptPair answers(String right, String other) {
        return new PromptPair(clean, corrupted, right, other);
    }
}
