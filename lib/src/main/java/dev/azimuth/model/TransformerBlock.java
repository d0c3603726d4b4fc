package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.ATTN_OUT;
import static dev.azimuth.hook.HookPoint.MLP_OUT;
import static dev.azimuth.hook.HookPoint.RESID_MID;
import static dev.azimuth.hook.HookPoint.RESID_POST;
import static dev.azimuth.hook.HookPoint.RESID_PRE;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.BlockLayout;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName.Kind;

/** Attention, then MLP; each adds its output to the residual stream. In a parallel block both read the same stream. */
final class TransformerBlock {
    private final int layer;
    private final boolean parallel;
    private final double scale;
    private final Norm ln1;
    private final Attention attention;
    private final Norm ln1Post;
    private final Norm ln2;
    private final FeedForward mlp;
    private final Norm ln2Post;

    TransformerBlock(Weights weights, int layer) {
        ModelConfig config = weights.config();
        this.layer = layer;
        parallel = config.block() != BlockLayout.SEQUENTIAL;
        scale = config.scales().residual();
        ln1 = Norm.of(weights, Kind.ATTN_NORM, layer);
        attention = new Attention(weights, layer);
        ln1Post = Norm.of(weights, Kind.ATTN_POST_NORM, layer);
        ln2 = config.block() == BlockLayout.PARALLEL_ONE_NORM ? ln1 : Norm.of(weights, Kind.MLP_NORM, layer);
        mlp = config.mlp().experts().count() > 0 ? new MixtureOfExperts(weights, layer) : new Mlp(weights, layer);
        ln2Post = Norm.of(weights, Kind.MLP_POST_NORM, layer);
    }

    NDArray forward(NDArray input, Pass pass) { // [batch, pos, d_model]
        NDArray residPre = pass.hooks.fire(RESID_PRE, layer, input);
        NDArray attnOut = scaled(ln1Post.apply(attention.forward(ln1.apply(residPre), pass)));
        attnOut = pass.hooks.fire(ATTN_OUT, layer, attnOut);
        NDArray residMid = pass.hooks.fire(RESID_MID, layer, residPre.add(attnOut));
        NDArray mlpOut = scaled(ln2Post.apply(mlp.forward(ln2.apply(parallel ? residPre : residMid), pass)));
        mlpOut = pass.hooks.fire(MLP_OUT, layer, mlpOut);
        return pass.hooks.fire(RESID_POST, layer, residMid.add(mlpOut));
    }

    private NDArray scaled(NDArray output) {
        return scale == 1 ? output : output.mul((float) scale);
    }
}
