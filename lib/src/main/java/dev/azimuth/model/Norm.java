package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.norm.LayerNorm;
import dev.azimuth.family.Norms;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.HookPoint;
import org.jspecify.annotations.Nullable;

/**
 * What stands before or behind a part of the model and rescales its vectors, or nothing. Either by the root mean square,
 * {@code x / sqrt(mean(x²) + ε) · w} (Zhang and Sennrich, 2019, arXiv 1910.07467), or of what is left of x without its
 * mean, plus a bias (Ba et al., 2016, arXiv 1607.06450).
 */
final class Norm {
    /** A norm that hooks can look into. */
    enum Place {
        BEFORE_ATTENTION(HookPoint.LN1_SCALE, HookPoint.LN1_NORMALIZED),
        AFTER_ATTENTION(HookPoint.LN1_POST_SCALE, HookPoint.LN1_POST_NORMALIZED),
        BEFORE_MLP(HookPoint.LN2_SCALE, HookPoint.LN2_NORMALIZED),
        AFTER_MLP(HookPoint.LN2_POST_SCALE, HookPoint.LN2_POST_NORMALIZED),
        FINAL(HookPoint.LN_FINAL_SCALE, HookPoint.LN_FINAL_NORMALIZED);

        private final HookPoint scale;
        private final HookPoint normalized;

        Place(HookPoint scale, HookPoint normalized) {
            this.scale = scale;
            this.normalized = normalized;
        }
    }

    private final @Nullable NDArray weight;
    private final @Nullable NDArray bias;
    private final float epsilon;

    private Norm(@Nullable NDArray weight, @Nullable NDArray bias, double epsilon) {
        this.weight = weight;
        this.bias = bias;
        this.epsilon = (float) epsilon;
    }

    /** The norm whose scale is called {@code name}; one that does nothing where the model has none there. */
    static Norm of(Weights weights, WeightName name) {
        double epsilon = weights.config().normEpsilon();
        if (!weights.has(name)) {
            return new Norm(null, null, epsilon);
        }
        boolean centred = weights.config().norms().kind() == Norms.Kind.LAYER;
        return new Norm(weights.get(name), centred ? weights.get(name.bias()) : null, epsilon);
    }

    static Norm of(Weights weights, Kind scale, int layer) {
        return of(weights, WeightName.of(scale, layer));
    }

    /** What it multiplies by; null where there is no norm. */
    @Nullable
    NDArray weight() {
        return weight;
    }

    /** Over the last dimension. */
    NDArray apply(NDArray x) {
        if (weight == null) {
            return x;
        }
        return bias == null
                ? x.div(meanSquare(x).sqrt()).mul(weight)
                : LayerNorm.layerNorm(x, weight.getShape(), weight, bias, epsilon)
                        .singletonOrThrow();
    }

    /** The same where hooks may look in. */
    NDArray apply(NDArray x, Pass pass, Place place, int layer) {
        if (weight == null) {
            return x;
        }
        if (!pass.hooks.any(place.scale, layer) && !pass.hooks.any(place.normalized, layer)) {
            return bias != null ? apply(x) : Kernels.rmsNorm(x, weight, epsilon, pass.isGradient());
        }
        NDArray centred = bias == null ? x : x.sub(x.mean(new int[] {-1}, true));
        NDArray scale = pass.hooks.fire(place.scale, layer, meanSquare(centred).sqrt());
        NDArray normalized = centred.div(scale);
        return bias == null
                ? pass.hooks.fire(place.normalized, layer, normalized).mul(weight)
                : pass.hooks.fire(
                        place.normalized, layer, normalized.mul(weight).add(bias));
    }

    private NDArray meanSquare(NDArray x) {
        return x.square().mean(new int[] {-1}, true).add(epsilon);
    }
}
