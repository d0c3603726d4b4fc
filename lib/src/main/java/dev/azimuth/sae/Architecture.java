package dev.azimuth.sae;

/** How an autoencoder decides which features are active. */
public enum Architecture {
    /** {@code ReLU(pre)} (Bricken et al., 2023). */
    STANDARD("standard"),
    /** {@code 1[gate > 0] · ReLU(magnitude)}, both of the same weights (Rajamanoharan et al., 2024, arXiv 2404.16014). */
    GATED("gated"),
    /** The k largest pre-activations of a row, if they are above 0 (Gao et al., 2024, arXiv 2406.04093). */
    TOPK("topk"),
    /** {@code pre · 1[pre > θ]}, with a threshold a feature (Rajamanoharan et al., 2024, arXiv 2407.14435). */
    JUMPRELU("jumprelu");

    private final String label;

    Architecture(String label) {
        this.label = label;
    }

    /** SAELens's name for it. */
    public String label() {
        return label;
    }
}
