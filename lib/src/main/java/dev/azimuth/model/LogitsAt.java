package dev.azimuth.model;

/** The positions whose logits are computed; they are a fifth of a small model's work. */
public enum LogitsAt {
    /** Every position. */
    ALL,
    /** The last of each text. */
    LAST,
    /** None: a pass that only reads activations. */
    NONE
}
