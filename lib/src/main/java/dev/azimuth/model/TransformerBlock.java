package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.ATTN_OUT;
import static dev.azimuth.hook.HookPoint.MLP_IN;
import static dev.azimuth.hook.HookPoint.MLP_OUT;
import static dev.azimuth.hook.HookPoint.RESID_MID;
import static dev.azimuth.hook.HookPoint.RESID_POST;
import static dev.azimuth.hook.HookPoint.RESID_PRE;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.BlockLayout;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.model.Norm.Place;
import dev.azimuth.tensor.Scalars;

/** Attention, then MLP; each adds its output to the residual stream. In a parallel block both read the same stream. */
final class TransformerBlock {
    private final ModelConfig config;
    private final int layer;
    private final boolean parallel;
    private final Norm ln1;
    private final Attention attention;
    private final Norm ln1Post;
    private final Norm ln2;
    private final FeedForward mlp;
    private final Norm ln2Post;

    TransformerBlock(Weights weights, int layer) {
        config = weights.config();
        this.layer = layer;
        parallel = config.block() != BlockLayout.SEQUENTIAL;
        ln1 = Norm.of(weights, Kind.ATTN_NORM, layer);
        attention = new Attention(weights, layer);
        ln1Post = Norm.of(weights, Kind.ATTN_POST_NORM, layer);
        ln2 = config.block() == BlockLayout.PARALLEL_ONE_NORM ? ln1 : Norm.of(weights, Kind.MLP_NORM, layer);
        mlp = config.mlp().experts().count() > 0 ? new MixtureOfExperts(weights, layer) : new Mlp(weights, layer);
        ln2Post = Norm.of(weights, Kind.MLP_POST_NORM, layer);
    }

    NDArray forward(NDArray input, Pass pass) { // [batch, pos, d_model]
        NDArray residPre = pass.hooks.fire(RESID_PRE, layer, input);
        NDArray attnOut = attention.forward(attentionInput(residPre, pass), pass);
        attnOut = scaled(ln1Post.apply(attnOut, pass, Place.AFTER_ATTENTION, layer));
        attnOut = pass.hooks.fire(ATTN_OUT, layer, attnOut);
        NDArray residMid = pass.hooks.fire(RESID_MID, layer, residPre.add(attnOut));
        NDArray mlpIn = pass.hooks.fire(MLP_IN, layer, parallel ? residPre : residMid);
        NDArray mlpOut = mlp.forward(ln2.apply(mlpIn, pass, Place.BEFORE_MLP, layer), pass);
        mlpOut = scaled(ln2Post.apply(mlpOut, pass, Place.AFTER_MLP, layer));
        mlpOut = pass.hooks.fire(MLP_OUT, layer, mlpOut);
        return pass.hooks.fire(RESID_POST, layer, residMid.add(mlpOut));
    }

    private AttentionInput attentionInput(NDArray stream, Pass pass) {
        return AttentionInput.of(
                stream, config.attention(), layer, pass, x -> ln1.apply(x, pass, Place.BEFORE_ATTENTION, layer));
    }

    private NDArray scaled(NDArray output) {
        double scale = config.scales().residual();
        return scale == 1 ? output : Scalars.times(output, scale);
    }
}
