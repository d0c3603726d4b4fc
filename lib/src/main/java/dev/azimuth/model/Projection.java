package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import org.jspecify.annotations.Nullable;

/**
 * {@code W x}, or {@code W x + b}.
 *
 * @param weight {@code [out, in]}
 */
record Projection(NDArray weight, @Nullable NDArray bias) {
    static Projection of(Weights weights, Kind matrix, int layer) {
        WeightName name = WeightName.of(matrix, layer);
        return new Projection(weights.get(name), weights.has(name.bias()) ? weights.get(name.bias()) : null);
    }

    /** {@code x} is {@code [batch, pos, in]}. */
    NDArray apply(NDArray x) {
        return (bias == null ? Linear.linear(x, weight) : Linear.linear(x, weight, bias)).singletonOrThrow();
    }
}
