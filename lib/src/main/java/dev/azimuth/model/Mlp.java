package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.MLP_POST;
import static dev.azimuth.hook.HookPoint.MLP_PRE;
import static dev.azimuth.hook.HookPoint.MLP_PRE_LINEAR;

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
    private final NDArray[] weights;

    Mlp(Weights weights, int layer) {
        this.layer = layer;
        this.nonlinearity = weights.config().mlp().nonlinearity();
        this.gate = weights.config().mlp().gated() ? Projection.of(weights, Kind.GATE, layer) : null;
        this.in = Projection.of(weights, Kind.UP, layer);
        this.out = Projection.of(weights, Kind.DOWN, layer);
        this.weights = new NDArray[] {
            Kernels.orNothing(gate == null ? null : gate.weight()),
            in.weight(),
            out.weight(),
            Kernels.orNothing(gate == null ? null : gate.bias()),
            Kernels.orNothing(in.bias()),
            Kernels.orNothing(out.bias())
        };
    }

    @Override
    public NDArray forward(NDArray x, Pass pass) {
        if (!pass.isReadable(layer, MLP_PRE, MLP_PRE_LINEAR, MLP_POST)) {
            return Kernels.mlp(x, weights, nonlinearity, pass.isGradient());
        }
        NDArray pre = pass.hooks.fire(MLP_PRE, layer, (gate == null ? in : gate).apply(x, pass));
        NDArray post = Nonlinearities.apply(nonlinearity, pre);
        if (gate != null) {
            post = post.mul(pass.hooks.fire(MLP_PRE_LINEAR, layer, in.apply(x, pass)));
        }
        return out.apply(pass.hooks.fire(MLP_POST, layer, post), pass);
    }
}
