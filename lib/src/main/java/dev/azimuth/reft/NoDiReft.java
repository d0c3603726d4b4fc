package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;

/**
 * DiReFT as the paper has it, {@code h + W₂ᵀ(W₁h + b)} with nothing kept orthonormal: LoRA on an activation
 * (Wu et al., 2024, arXiv 2404.03592).
 */
public final class NoDiReft {
    private NoDiReft() {}

    /** To be trained on {@code model}, whose weights stay as they are. */
    public static ReftTrainer on(HookedTransformer model) {
        return ReftTrainer.on(model, Form.NODIREFT);
    }
}
