package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.MLP_POST;
import static dev.azimuth.hook.HookPoint.MLP_PRE;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.Nonlinearity;
import dev.azimuth.family.WeightName.Kind;
import org.jspecify.annotations.Nullable;

/**
 * {@code W_out f(W_in x)}, or gated: {@code W_out (f(W_gate x) ⊙ W_in x)} (Shazeer, 2020, arXiv 2002.05202).
 */
final class Mlp implements FeedForward {
    private final int layer;
    private final Nonlinearity nonlinearity;
    private final @Nullable Projection gate;
    private final Projection in;
    private final Projection out;

    Mlp(Weights weights, int layer) {
        this.layer = layer;
        this.nonlinearity = weights.config().mlp().nonlinearity();
        this.gate = weights.config().mlp().gated() ? Projection.of(weights, Kind.GATE, layer) : null;
        this.in = Projection.of(weights, Kind.UP, layer);
        this.out = Projection.of(weights, Kind.DOWN, layer);
    }

    @Override
    public NDArray forward(NDArray x, Pass pass) {
        NDArray pre = pass.hooks.fire(MLP_PRE, layer, (gate == null ? in : gate).apply(x));
        NDArray post = Nonlinearities.apply(nonlinearity, pre);
        if (gate != null) {
            post = post.muli(in.apply(x));
        }
        return out.apply(pass.hooks.fire(MLP_POST, layer, post));
    }
}
