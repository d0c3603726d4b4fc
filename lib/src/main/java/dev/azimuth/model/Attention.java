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
import ai.djl.nn.core.Linear;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName.Kind;

/** Causal self-attention with rotary positions, several query heads sharing each key-value head. */
final class Attention {
    private final ModelConfig config;
    private final int layer;
    private final NDArray wQ;
    private final NDArray wK;
    private final NDArray wV;
    private final NDArray wO;

    Attention(Weights weights, int layer) {
        this.config = weights.config();
        this.layer = layer;
        this.wQ = weights.get(Kind.QUERY, layer);
        this.wK = weights.get(Kind.KEY, layer);
        this.wV = weights.get(Kind.VALUE, layer);
        this.wO = weights.get(Kind.ATTN_OUT, layer);
    }

    /** What attention adds to the residual stream; {@code x} is the normed stream {@code [batch, pos, d_model]}. */
    NDArray forward(NDArray x, Pass pass) {
        long batch = x.getShape().get(0);
        long pos = x.getShape().get(1);
        int kvHeads = config.nKeyValueHeads();
        long group = config.nHeads() / kvHeads;
        long dHead = config.dHead();

        NDArray q = pass.hooks.fire(Q, layer, heads(x, wQ, config.nHeads())); // [batch, pos, heads, d_head]
        NDArray k = pass.hooks.fire(K, layer, heads(x, wK, kvHeads));
        NDArray v = pass.hooks.fire(V, layer, heads(x, wV, kvHeads)).transpose(0, 2, 1, 3);
        q = pass.rotary.apply(q).muli((float) (1 / Math.sqrt((double) dHead))).transpose(0, 2, 1, 3);
        k = pass.rotary.apply(k).transpose(0, 2, 1, 3);
        if (pass.cache != null) {
            k = pass.cache.appendKeys(layer, k);
            v = pass.cache.appendValues(layer, v);
        }
        long keys = k.getShape().get(2);

        // The query heads of a group lie side by side, so one product serves them all without copying keys.
        NDArray scores = q.reshape(batch, kvHeads, group * pos, dHead)
                .matMul(k.transpose(0, 1, 3, 2))
                .reshape(batch, config.nHeads(), pos, keys);
        if (pass.mask != null) {
            scores = scores.add(pass.mask);
        }
        scores = pass.hooks.fire(ATTN_SCORES, layer, scores); // [batch, heads, query, key]
        NDArray pattern = pass.hooks.fire(PATTERN, layer, scores.softmax(-1));
        NDArray z = pattern.reshape(batch, kvHeads, group * pos, keys)
                .matMul(v)
                .reshape(batch, config.nHeads(), pos, dHead)
                .transpose(0, 2, 1, 3);
        z = pass.hooks.fire(Z, layer, z); // [batch, pos, heads, d_head]
        if (pass.hooks.any(RESULT, layer)) {
            return pass.hooks.fire(RESULT, layer, perHead(z)).sum(new int[] {2});
        }
        return linear(z.reshape(batch, pos, config.nHeads() * dHead), wO);
    }

    /** Each head's own share of the output, {@code [batch, pos, heads, d_model]}. */
    private NDArray perHead(NDArray z) {
        Shape shape = z.getShape();
        long tokens = shape.get(0) * shape.get(1);
        long dHead = config.dHead();
        NDArray byHead = z.transpose(2, 0, 1, 3).reshape(config.nHeads(), tokens, dHead);
        // Zeros first: a product that starts at a scope's own array leaves its result in that scope.
        NDArray output = z.getManager()
                .zeros(new Shape(config.dModel(), config.nHeads() * dHead))
                .addi(wO)
                .reshape(config.dModel(), config.nHeads(), dHead)
                .transpose(1, 2, 0);
        return byHead.matMul(output)
                .reshape(config.nHeads(), shape.get(0), shape.get(1), config.dModel())
                .transpose(1, 2, 0, 3);
    }

    private NDArray heads(NDArray x, NDArray weight, long heads) {
        return linear(x, weight).reshape(x.getShape().get(0), x.getShape().get(1), heads, config.dHead());
    }

    private static NDArray linear(NDArray x, NDArray weight) {
        return Linear.linear(x, weight).singletonOrThrow();
    }
}
