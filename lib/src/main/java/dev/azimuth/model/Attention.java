package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.ATTN_SCORES;
import static dev.azimuth.hook.HookPoint.K;
import static dev.azimuth.hook.HookPoint.PATTERN;
import static dev.azimuth.hook.HookPoint.Q;
import static dev.azimuth.hook.HookPoint.RESULT;
import static dev.azimuth.hook.HookPoint.V;
import static dev.azimuth.hook.HookPoint.Z;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.AttentionShape;
import dev.azimuth.family.LayerAttention;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.Norms;
import dev.azimuth.family.WeightName.Kind;

/** Causal self-attention, several query heads sharing each key-value head. */
final class Attention {
    private final AttentionShape shape;
    private final LayerAttention kind;
    private final int dModel;
    private final int layer;
    private final Projection wQ;
    private final Projection wK;
    private final Projection wV;
    private final Projection wO;
    private final Norm qNorm;
    private final Norm kNorm;

    Attention(Weights weights, int layer) {
        ModelConfig config = weights.config();
        this.shape = config.attention();
        this.kind = config.layers().get(layer);
        this.dModel = config.dModel();
        this.layer = layer;
        this.wQ = Projection.of(weights, Kind.QUERY, layer);
        this.wK = Projection.of(weights, Kind.KEY, layer);
        this.wV = Projection.of(weights, Kind.VALUE, layer);
        this.wO = Projection.of(weights, Kind.ATTN_OUT, layer);
        boolean allHeads = config.norms().queryKey() == Norms.QueryKey.ALL_HEADS;
        this.qNorm = overHeads(Norm.of(weights, Kind.QUERY_NORM, layer), allHeads);
        this.kNorm = overHeads(Norm.of(weights, Kind.KEY_NORM, layer), allHeads);
    }

    /** What attention writes; {@code x} is the normed stream {@code [batch, pos, d_model]}. */
    NDArray forward(NDArray x, Pass pass) {
        long batch = x.getShape().get(0);
        long pos = x.getShape().get(1);
        int nHeads = shape.nHeads();
        int kvHeads = shape.nKeyValueHeads();
        long group = nHeads / kvHeads;
        long dHead = shape.dHead();

        NDArray q = pass.hooks.fire(Q, layer, heads(x, wQ, nHeads)); // [batch, pos, heads, d_head]
        NDArray k = pass.hooks.fire(K, layer, heads(x, wK, kvHeads));
        NDArray v = pass.hooks.fire(V, layer, heads(x, wV, kvHeads)).transpose(0, 2, 1, 3);
        q = pass.rotated(kind.rope(), qNorm.apply(q)).mul((float) shape.scale()).transpose(0, 2, 1, 3);
        k = pass.rotated(kind.rope(), kNorm.apply(k)).transpose(0, 2, 1, 3);
        if (pass.cache != null) {
            k = pass.cache.appendKeys(layer, k);
            v = pass.cache.appendValues(layer, v);
        }
        long keys = k.getShape().get(2);

        // The query heads of a group lie side by side, so one product serves them all without copying keys.
        NDArray scores;
        try (NDArray columns =
                k.transpose(0, 1, 3, 2)) { // a view of cached keys would keep them as long as the cache lives
            scores = q.reshape(batch, kvHeads, group * pos, dHead)
                    .matMul(columns)
                    .reshape(batch, nHeads, pos, keys);
        }
        scores = pass.masked(kind.window(), Nonlinearities.capped(scores, shape.scoreCap()));
        scores = pass.hooks.fire(ATTN_SCORES, layer, scores); // [batch, heads, query, key]
        NDArray pattern = pass.hooks.fire(PATTERN, layer, scores.softmax(-1));
        NDArray z = pattern.reshape(batch, kvHeads, group * pos, keys)
                .matMul(v)
                .reshape(batch, nHeads, pos, dHead)
                .transpose(0, 2, 1, 3);
        z = pass.hooks.fire(Z, layer, z); // [batch, pos, heads, d_head]
        if (pass.hooks.any(RESULT, layer)) {
            NDArray sum = pass.hooks.fire(RESULT, layer, perHead(z)).sum(new int[] {2});
            return wO.bias() == null ? sum : sum.add(wO.bias());
        }
        return wO.apply(z.reshape(batch, pos, nHeads * dHead));
    }

    /** Each head's own share of the output, {@code [batch, pos, heads, d_model]}. */
    private NDArray perHead(NDArray z) {
        Shape of = z.getShape();
        long tokens = of.get(0) * of.get(1);
        int nHeads = shape.nHeads();
        long dHead = shape.dHead();
        NDArray byHead = z.transpose(2, 0, 1, 3).reshape(nHeads, tokens, dHead);
        // Zeros first: a product that starts at a scope's own array leaves its result in that scope.
        NDArray output = z.getManager()
                .zeros(new Shape(dModel, nHeads * dHead))
                .addi(wO.weight())
                .reshape(dModel, nHeads, dHead)
                .transpose(1, 2, 0);
        return byHead.matMul(output)
                .reshape(nHeads, of.get(0), of.get(1), dModel)
                .transpose(1, 2, 0, 3);
    }

    private NDArray heads(NDArray x, Projection projection, long heads) {
        return projection.apply(x).reshape(x.getShape().get(0), x.getShape().get(1), heads, shape.dHead());
    }

    /** A norm of one head is applied as it is, one of all heads sees them side by side. */
    private static Norm overHeads(Norm norm, boolean allHeads) {
        return norm == Norm.NONE || !allHeads
                ? norm
                : x -> norm.apply(x.flatten(2, 3)).reshape(x.getShape());
    }
}
