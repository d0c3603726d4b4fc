package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import dev.azimuth.family.Norms;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;

/** What stands before or behind a part of the model and rescales its vectors, or nothing. */
interface Norm {
    /** No norm: the same array. */
    Norm NONE = x -> x;

    /** Over the last dimension. */
    NDArray apply(NDArray x);

    /** The norm whose scale is called {@code scale}; {@link #NONE} where the model has none there. */
    static Norm of(Weights weights, WeightName scale) {
        if (!weights.has(scale)) {
            return NONE;
        }
        double epsilon = weights.config().normEpsilon();
        NDArray w = weights.get(scale);
        if (weights.config().norms().kind() == Norms.Kind.RMS) {
            return new RmsNorm(w, epsilon);
        }
        NDArray b = weights.get(scale.bias());
        Shape width = w.getShape();
        return x -> LayerNorm.layerNorm(x, width, w, b, (float) epsilon).singletonOrThrow();
    }

    static Norm of(Weights weights, Kind scale, int layer) {
        return of(weights, WeightName.of(scale, layer));
    }
}
