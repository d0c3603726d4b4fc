package dev.azimuth.sae;

import java.util.Arrays;
import java.util.Optional;

/** What is done to each row before it is encoded, and undone after it is decoded. */
public enum Normalization {
    /** Nothing. */
    NONE("none"),
    /** Scaled to the norm {@code √d}. */
    CONSTANT_NORM("constant_norm_rescale"),
    /** Mean 0 and standard deviation 1 over the row's numbers. */
    LAYER_NORM("layer_norm");

    private final String label;

    Normalization(String label) {
        this.label = label;
    }

    /** SAELens's name for it. */
    public String label() {
        return label;
    }

    static Optional<Normalization> of(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }
}
