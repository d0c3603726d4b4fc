package dev.azimuth.tensor;

import ai.djl.ndarray.NDArray;

/**
 * Products with a number that may be differentiated. DJL's own {@code x.mul(2)} makes a tensor of Java's memory and lets go
 * of it at once, while the graph of derivatives reads it again on the way back; here it lives as long as the scope does.
 */
public final class Scalars {
    private Scalars() {}

    /** {@code factor · x}. */
    public static NDArray times(NDArray x, double factor) {
        return x.mul(x.getManager().create((float) factor));
    }
}
