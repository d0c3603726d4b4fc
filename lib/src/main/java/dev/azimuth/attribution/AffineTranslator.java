package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** {@code x + xM + b}: from the residual stream after a layer to a guess of the final one. */
final class AffineTranslator {
    private final float[] matrix; // [d, d]
    private final float[] bias;

    AffineTranslator(float[] matrix, float[] bias) {
        this.matrix = matrix;
        this.bias = bias;
    }

    /** Rows {@code […, d]}. */
    NDArray apply(NDArray x) {
        NDArray m = x.getManager().create(matrix, new Shape(bias.length, bias.length));
        return x.add(x.matMul(m)).add(x.getManager().create(bias));
    }
}
