package dev.azimuth.family;

import org.jspecify.annotations.Nullable;

/**
 * What sets one layer's attention apart from another's.
 *
 * @param window how many tokens back a query sees, itself included; 0 for all
 * @param rope the rotary embedding of queries and keys; null where they have none
 */
public record LayerAttention(int window, @Nullable Rope rope) {
    /** Sees everything before it. */
    public static final int ALL = 0;

    public LayerAttention {
        if (window < 0) {
            throw new UnsupportedModelException("The attention window is " + window + ", but must be at least 1.");
        }
    }
}
