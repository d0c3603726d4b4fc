package dev.azimuth.model;

import ai.djl.ndarray.NDArray;

/** Root-mean-square norm: {@code x / sqrt(mean(x²) + ε) · w} (Zhang and Sennrich, 2019, arXiv 1910.07467). */
final class RmsNorm implements Norm {
    private final NDArray scale;
    private final float epsilon;

    RmsNorm(NDArray scale, double epsilon) {
        this.scale = scale;
        this.epsilon = (float) epsilon;
    }

    @Override
    public NDArray apply(NDArray x) {
        NDArray meanSquare = x.square().mean(new int[] {-1}, true);
        return x.div(meanSquare.addi(epsilon).sqrt()).muli(scale);
    }
}
