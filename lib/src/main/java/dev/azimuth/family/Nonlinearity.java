package dev.azimuth.family;

import java.util.Arrays;
import java.util.Optional;

/** What stands between an MLP's projections. */
public enum Nonlinearity {
    /** {@code x · σ(x)} (Elfwing et al., 2017, arXiv 1702.03118). */
    SILU("silu"),
    /** {@code x · Φ(x)} (Hendrycks and Gimpel, 2016, arXiv 1606.08415). */
    GELU("gelu"),
    /** Its approximation by a tanh, from the same paper. */
    GELU_TANH("gelu_pytorch_tanh"),
    /** {@code max(x, 0)}. */
    RELU("relu");

    private final String hubName;

    Nonlinearity(String hubName) {
        this.hubName = hubName;
    }

    /** What transformers calls it, by its first name. */
    String hubName() {
        return hubName;
    }

    static Optional<Nonlinearity> ofHub(String name) {
        String first = switch (name) {
            case "swish" -> SILU.hubName;
            case "gelu_new", "gelu_fast" -> GELU_TANH.hubName;
            default -> name;
        };
        return Arrays.stream(values())
                .filter(each -> each.hubName.equals(first))
                .findFirst();
    }
}
