package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.ATTN_OUT;
import static dev.azimuth.hook.HookPoint.MLP_OUT;
import static dev.azimuth.hook.HookPoint.RESID_MID;
import static dev.azimuth.hook.HookPoint.RESID_POST;
import static dev.azimuth.hook.HookPoint.RESID_PRE;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.WeightName.Kind;

/** Attention, then MLP; each adds its output to the residual stream. */
final class TransformerBlock {
    private final int layer;
    private final RmsNorm ln1;
    private final Attention attention;
    private final RmsNorm ln2;
    private final Mlp mlp;

    TransformerBlock(Weights weights, int layer) {
        this.layer = layer;
        double epsilon = weights.config().normEpsilon();
        ln1 = new RmsNorm(weights.get(Kind.ATTN_NORM, layer), epsilon);
        attention = new Attention(weights, layer);
        ln2 = new RmsNorm(weights.get(Kind.MLP_NORM, layer), epsilon);
        mlp = new Mlp(weights, layer);
    }

    NDArray forward(NDArray input, Pass pass) { // [batch, pos, d_model]
        NDArray residPre = pass.hooks.fire(RESID_PRE, layer, input);
        NDArray attnOut = pass.hooks.fire(ATTN_OUT, layer, attention.forward(ln1.apply(residPre), pass));
        NDArray residMid = pass.hooks.fire(RESID_MID, layer, residPre.add(attnOut));
        NDArray mlpOut = pass.hooks.fire(MLP_OUT, layer, mlp.forward(ln2.apply(residMid), pass));
        return pass.hooks.fire(RESID_POST, layer, residMid.add(mlpOut));
    }
}
