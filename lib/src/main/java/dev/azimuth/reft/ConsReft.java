package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;

/**
 * {@code h + Rᵀ(b − Rh)} with orthonormal rows of R: in the subspace that R spans, every activation becomes the same
 * learned constant (Wu et al., 2024, arXiv 2404.03592).
 */
public final class ConsReft {
    private ConsReft() {}

    /** To be trained on {@code model}, whose weights stay as they are. */
    public static ReftTrainer on(HookedTransformer model) {
        return ReftTrainer.on(model, Form.CONSREFT);
    }
}
