package dev.azimuth.model;

import dev.azimuth.hook.ActivationCache;

/**
 * A token at the moment it was written, with what it was written from.
 *
 * @param text which prompt it continues, counted from 0
 * @param step how many tokens were written before it
 * @param token as text
 * @param cache the activations that {@link Generator#cache} asked for, of the tokens read since the one before was
 *     written: at step 0 the prompt's, later those of the token before; {@code [1, pos, …]}
 */
public record GeneratedToken(int text, int step, int id, String token, ActivationCache cache) {
    /** The token as text, so that a stream of them prints as what was written. */
    @Override
    public String toString() {
        return token;
    }
}
