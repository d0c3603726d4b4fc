package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import dev.azimuth.family.Nonlinearity;

/** Computes what {@link Nonlinearity} names; nothing in place, so that it can be differentiated. */
final class Nonlinearities {
    private static final float SQRT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);

    private Nonlinearities() {}

    static NDArray apply(Nonlinearity nonlinearity, NDArray x) {
        return switch (nonlinearity) {
            case SILU -> Activation.sigmoid(x).mul(x);
            case GELU -> Activation.gelu(x);
            case GELU_TANH ->
                x.pow(3)
                        .mul(0.044715f)
                        .add(x)
                        .mul(SQRT_2_OVER_PI)
                        .tanh()
                        .add(1)
                        .mul(x)
                        .mul(0.5f);
            case RELU -> Activation.relu(x);
        };
    }

    /** Squeezed smoothly between plus and minus {@code cap}; the same array where that is 0. */
    static NDArray capped(NDArray x, double cap) {
        return cap == 0 ? x : x.div((float) cap).tanh().mul((float) cap);
    }
}
