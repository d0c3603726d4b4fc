package dev.azimuth.model;

/**
 * The positions whose logits are computed; they are a fifth of a small model's work.
 *
 * @param last how many, counted from each text's end
 */
public record LogitsAt(int last) {
    /** Every position. */
    public static final LogitsAt ALL = new LogitsAt(Integer.MAX_VALUE);

    /** The last of each text. */
    public static final LogitsAt LAST = new LogitsAt(1);

    /** None: a pass that only reads activations. */
    public static final LogitsAt NONE = new LogitsAt(0);

    public LogitsAt {
        if (last < 0) {
            throw new IllegalArgumentException("Logits at the last " + last + " positions cannot be computed.");
        }
    }
}
