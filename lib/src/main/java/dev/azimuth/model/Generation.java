package dev.azimuth.model;

import dev.azimuth.hook.ActivationCache;
import java.util.List;

/**
 * A text that a model wrote.
 *
 * @param prompt what it was given
 * @param text what it added, special tokens left out
 * @param ids the tokens it added, an end-of-text token included
 * @param tokens as text, those of the prompt and those it added
 * @param cache the activations that {@link Generator#cache} asked for, {@code [1, pos, …]}, of all tokens but the last, which
 *     was written and not read; those from which a token was written are at the token before it
 */
public record Generation(String prompt, String text, List<Integer> ids, List<String> tokens, ActivationCache cache) {
    public Generation {
        ids = List.copyOf(ids);
        tokens = List.copyOf(tokens);
    }

    /** Prompt and continuation. */
    @Override
    public String toString() {
        return prompt + text;
    }
}
