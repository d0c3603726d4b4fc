package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import dev.azimuth.family.Nonlinearity;
import dev.azimuth.tensor.Scalars;

/** Computes what {@link Nonlinearity} names; nothing in place, so that it can be differentiated. */
final class Nonlinearities {
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

    private Nonlinearities() {}

    static NDArray apply(Nonlinearity nonlinearity, NDArray x) {
        return switch (nonlinearity) {
            case SILU -> Activation.sigmoid(x).mul(x);
            case GELU -> Activation.gelu(x);
            case GELU_TANH -> geluTanh(x);
            case RELU -> Activation.relu(x);
        };
    }

    private static NDArray geluTanh(NDArray x) {
        NDArray cubed = Scalars.times(x.square().mul(x), 0.044715);
        NDArray inner = Scalars.times(cubed.add(x), SQRT_2_OVER_PI);
        return Scalars.times(inner.tanh().add(1).mul(x), 0.5);
    }

    /** Squeezed smoothly between plus and minus {@code cap}; the same array where that is 0. */
    static NDArray capped(NDArray x, double cap) {
        return cap == 0 ? x : Scalars.times(Scalars.times(x, 1 / cap).tanh(), cap);
    }
}
