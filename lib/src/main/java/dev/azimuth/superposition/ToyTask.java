package dev.azimuth.superposition;

/** What a toy model is to make of its features. */
enum ToyTask {
    /** {@code ReLU(WᵀWx + b)} is to be x. */
    RECONSTRUCT,
    /** {@code WᵀWx + b} is to be x: as linear as principal components. */
    RECONSTRUCT_LINEARLY,
    /** {@code ReLU(W₂·ReLU(W₁x) + b)} is to be |x|. */
    ABSOLUTE_VALUE;

    boolean tied() {
        return this != ABSOLUTE_VALUE;
    }

    boolean hidesRectified() {
        return this == ABSOLUTE_VALUE;
    }

    boolean rectified() {
        return this != RECONSTRUCT_LINEARLY;
    }

    float target(float x) {
        return this == ABSOLUTE_VALUE ? Math.abs(x) : x;
    }
}
