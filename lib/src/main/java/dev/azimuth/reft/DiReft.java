package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;

/**
 * {@code h + Rᵀ(Wh + b)} with orthonormal rows of R: an activation is moved in the subspace that R spans, and what is there
 * already stays. The paper's own DiReFT, whose R is free, is {@link NoDiReft} (Wu et al., 2024, arXiv 2404.03592).
 */
public final class DiReft {
    private DiReft() {}

    /** To be trained on {@code model}, whose weights stay as they are. */
    public static ReftTrainer on(HookedTransformer model) {
        return ReftTrainer.on(model, Form.DIREFT);
    }
}
