package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.MLP_POST;
import static dev.azimuth.hook.HookPoint.MLP_PRE;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import dev.azimuth.family.WeightName.Kind;

/** Gated MLP: {@code W_out (SiLU(W_gate x) ⊙ W_in x)} (Shazeer, 2020, arXiv 2002.05202). */
final class Mlp {
    private final int layer;
    private final NDArray gate;
    private final NDArray in;
    private final NDArray out;

    Mlp(Weights weights, int layer) {
        this.layer = layer;
        this.gate = weights.get(Kind.GATE, layer);
        this.in = weights.get(Kind.UP, layer);
        this.out = weights.get(Kind.DOWN, layer);
    }

    /** What the MLP adds to the residual stream; {@code x} is the normed stream {@code [batch, pos, d_model]}. */
    NDArray forward(NDArray x, Pass pass) {
        NDArray pre = pass.hooks.fire(MLP_PRE, layer, linear(x, gate));
        NDArray post = Activation.sigmoid(pre).muli(pre).muli(linear(x, in));
        return linear(pass.hooks.fire(MLP_POST, layer, post), out);
    }

    private static NDArray linear(NDArray x, NDArray weight) {
        return Linear.linear(x, weight).singletonOrThrow();
    }
}
