package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
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

    /** {@code x} is {@code [batch, pos, in]}; without derivatives. */
    NDArray apply(NDArray x) {
        return Kernels.linear(x, weight, bias);
    }

    /** The same with derivatives where the pass asks for them, whose weights are then not packed. */
    NDArray apply(NDArray x, Pass pass) {
        if (!pass.isGradient()) {
            return apply(x);
        }
        return (bias == null ? Linear.linear(x, weight) : Linear.linear(x, weight, bias)).singletonOrThrow();
    }

    /**
     * The same with an input of its own for each head: {@code x} is {@code [batch, pos, heads, in]}, the result
     * {@code [batch, pos, heads, out / heads]}.
     */
    NDArray applyPerHead(NDArray x) {
        long heads = x.getShape().get(2);
        NDArray result =
                byHead(x, own(x).reshape(heads, -1, x.getShape().get(3)).transpose(0, 2, 1));
        return bias == null ? result : result.add(bias.reshape(heads, -1));
    }

    /** What each head's own part of the input gives: {@code x} is {@code [batch, pos, heads, in / heads]}, the result {@code [batch, pos, heads, out]}, without bias. */
    NDArray shareOfEachHead(NDArray x) {
        Shape shape = x.getShape();
        return byHead(x, own(x).reshape(-1, shape.get(2), shape.get(3)).transpose(1, 2, 0));
    }

    /** {@code x} times a matrix {@code [heads, in, out]} a head. */
    private static NDArray byHead(NDArray x, NDArray matrices) {
        Shape shape = x.getShape();
        long heads = shape.get(2);
        return x.transpose(2, 0, 1, 3)
                .reshape(heads, -1, shape.get(3))
                .matMul(matrices)
                .reshape(heads, shape.get(0), shape.get(1), -1)
                .transpose(1, 2, 0, 3);
    }

    /** The weight as float32 in the scope of {@code x}. */
    private NDArray own(NDArray x) {
        return Kernels.convert(weight, Precision.FLOAT32, x.getManager());
    }
}
