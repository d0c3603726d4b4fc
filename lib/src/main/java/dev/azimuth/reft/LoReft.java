package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;

/**
 * Low-rank linear subspace ReFT, {@code h + Rᵀ(Wh + b − Rh)} with orthonormal rows of R: in the subspace that R spans, an
 * activation is replaced by a linear function of itself (Wu et al., 2024, arXiv 2404.03592).
 */
public final class LoReft {
    private LoReft() {}

    /** To be trained on {@code model}, whose weights stay as they are. */
    public static ReftTrainer on(HookedTransformer model) {
        return ReftTrainer.on(model, Form.LOREFT);
    }
}
