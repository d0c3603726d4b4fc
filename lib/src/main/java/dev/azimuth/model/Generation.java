package dev.azimuth.model;

import java.util.List;

/**
 * A text that a model wrote.
 *
 * @param prompt what it was given
 * @param text what it added, special tokens left out
 * @param ids the tokens it added, an end-of-text token included
 */
public record Generation(String prompt, String text, List<Integer> ids) {
    public Generation {
        ids = List.copyOf(ids);
    }

    /** Prompt and continuation. */
    @Override
    public String toString() {
        return prompt + text;
    }
}
