package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;

/**
 * {@code h + Rᵀb} with orthonormal rows of R: a learned constant is added, as in steering (Wu et al., 2024, arXiv 2404.03592).
 */
public final class LobiReft {
    private LobiReft() {}

    /** To be trained on {@code model}, whose weights stay as they are. */
    public static ReftTrainer on(HookedTransformer model) {
        return ReftTrainer.on(model, Form.LOBIREFT);
    }
}
