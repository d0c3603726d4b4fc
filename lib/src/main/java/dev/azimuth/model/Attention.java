package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.ATTN_SCORES;
import static dev.azimuth.hook.HookPoint.K;
import static dev.azimuth.hook.HookPoint.PATTERN;
import static dev.azimuth.hook.HookPoint.Q;
import static dev.azimuth.hook.HookPoint.RESULT;
import static dev.azimuth.hook.HookPoint.ROT_K;
import static dev.azimuth.hook.HookPoint.ROT_Q;
import static dev.azimuth.hook.HookPoint.V;
import static dev.azimuth.hook.HookPoint.Z;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.AttentionShape;
import dev.azimuth.family.LayerAttention;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.Norms;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.tensor.Scalars;
import java.util.List;

/** Causal self-attention, several query heads sharing each key-value head. */
final class Attention {
    private static final HookPoint[] INSIDE = {Q, K, V, ROT_Q, ROT_K, ATTN_SCORES, PATTERN, Z, RESULT};

    private final AttentionShape shape;
    private final LayerAttention kind;
    private final double epsilon;
    private final int layer;
    private final Projection wQ;
    private final Projection wK;
    private final Projection wV;
    private final Projection wO;
    private final Norm qNorm;
    private final Norm kNorm;
    private final boolean normsAllHeads;
    private final NDArray[] weights;

    Attention(Weights weights, int layer) {
        ModelConfig config = weights.config();
        this.shape = config.attention();
        this.kind = config.layers().get(layer);
        this.epsilon = config.normEpsilon();
        this.layer = layer;
        this.wQ = Projection.of(weights, Kind.QUERY, layer);
        this.wK = Projection.of(weights, Kind.KEY, layer);
        this.wV = Projection.of(weights, Kind.VALUE, layer);
        this.wO = Projection.of(weights, Kind.ATTN_OUT, layer);
        this.qNorm = Norm.of(weights, Kind.QUERY_NORM, layer);
        this.kNorm = Norm.of(weights, Kind.KEY_NORM, layer);
        this.normsAllHeads = config.norms().queryKey() == Norms.QueryKey.ALL_HEADS;
        this.weights = new NDArray[] {
            wQ.weight(),
            wK.weight(),
            wV.weight(),
            wO.weight(),
            Kernels.orNothing(wQ.bias()),
            Kernels.orNothing(wK.bias()),
            Kernels.orNothing(wV.bias()),
            Kernels.orNothing(wO.bias()),
            Kernels.orNothing(qNorm.weight()),
            Kernels.orNothing(kNorm.weight())
        };
    }

    /** What attention writes, {@code [batch, pos, d_model]}; the same numbers whether or not anyone looks inside. */
    NDArray forward(AttentionInput x, Pass pass) {
        return x.isPerHead() || pass.isReadable(layer, INSIDE) ? readable(x, pass) : fused(x.query(), pass);
    }

    private NDArray readable(AttentionInput x, Pass pass) {
        NDArray q =
                pass.hooks.fire(Q, layer, heads(x.query(), wQ, shape.nHeads(), pass)); // [batch, pos, heads, d_head]
        NDArray k = pass.hooks.fire(K, layer, heads(x.key(), wK, shape.nKeyValueHeads(), pass));
        NDArray v = pass.hooks.fire(V, layer, heads(x.value(), wV, shape.nKeyValueHeads(), pass));
        q = pass.hooks.fire(ROT_Q, layer, pass.rotated(kind.rope(), normed(qNorm, q)));
        k = pass.hooks.fire(ROT_K, layer, pass.rotated(kind.rope(), normed(kNorm, k)));
        k = k.transpose(0, 2, 1, 3);
        v = v.transpose(0, 2, 1, 3);
        if (pass.cache != null) {
            k = pass.cache.appendKeys(layer, k);
            v = pass.cache.appendValues(layer, v);
        }

        long batch = q.getShape().get(0);
        long pos = q.getShape().get(1);
        long keys = k.getShape().get(2);
        // The query heads of a group lie side by side, so one product serves them all without copying keys.
        NDArray scores;
        try (NDArray columns =
                k.transpose(0, 1, 3, 2)) { // a view of cached keys would keep them as long as the cache lives
            scores = Scalars.times(q, shape.scale())
                    .transpose(0, 2, 1, 3)
                    .reshape(batch, shape.nKeyValueHeads(), -1, shape.dHead())
                    .matMul(columns)
                    .reshape(batch, shape.nHeads(), pos, keys);
        }
        scores = pass.masked(kind.window(), Nonlinearities.capped(scores, shape.scoreCap()));
        scores = pass.hooks.fire(ATTN_SCORES, layer, scores); // [batch, heads, query, key]
        NDArray pattern = pass.hooks.fire(PATTERN, layer, scores.softmax(-1));
        NDArray z = pattern.reshape(batch, shape.nKeyValueHeads(), -1, keys)
                .matMul(v)
                .reshape(batch, shape.nHeads(), pos, shape.dHead())
                .transpose(0, 2, 1, 3);
        z = pass.hooks.fire(Z, layer, z); // [batch, pos, heads, d_head]
        if (pass.hooks.any(RESULT, layer)) {
            NDArray sum = pass.hooks.fire(RESULT, layer, wO.shareOfEachHead(z)).sum(new int[] {2});
            return wO.bias() == null ? sum : sum.add(wO.bias());
        }
        return wO.apply(z.reshape(batch, pos, -1), pass);
    }

    private NDArray fused(NDArray x, Pass pass) {
        KvCache cache = pass.cache;
        List<NDArray> written = Kernels.attention(
                x,
                weights,
                pass.rope(kind.rope()),
                pass.mask(kind.window()),
                cache == null ? new NDArray[0] : cache.past(layer),
                pass.isPlainlyCausal(kind.window()),
                cache != null,
                pass.isGradient(),
                new long[] {shape.nHeads(), shape.nKeyValueHeads(), shape.dHead()},
                new double[] {shape.scale(), shape.scoreCap(), epsilon});
        if (cache != null) {
            cache.keep(layer, written.get(1), written.get(2));
        }
        return written.get(0);
    }

    private static NDArray heads(NDArray x, Projection projection, long heads, Pass pass) {
        if (x.getShape().dimension() == 4) {
            return projection.applyPerHead(x);
        }
        return projection
                .apply(x, pass)
                .reshape(x.getShape().get(0), x.getShape().get(1), heads, -1);
    }

    /** A norm of one head is applied as it is, one of all heads sees them side by side. */
    private NDArray normed(Norm norm, NDArray x) {
        return normsAllHeads ? norm.apply(x.flatten(2, 3)).reshape(x.getShape()) : norm.apply(x);
    }
}
