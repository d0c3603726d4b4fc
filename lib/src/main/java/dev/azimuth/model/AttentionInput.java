package dev.azimuth.model;

import static dev.azimuth.hook.HookPoint.K_INPUT;
import static dev.azimuth.hook.HookPoint.Q_INPUT;
import static dev.azimuth.hook.HookPoint.V_INPUT;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.AttentionShape;
import dev.azimuth.hook.HookPoint;
import java.util.function.UnaryOperator;

/**
 * What attention reads, after its norm: one stream {@code [batch, pos, d_model]} for all, or, where a hook acts on what
 * single heads read, one for each head, {@code [batch, pos, heads, d_model]}.
 */
record AttentionInput(NDArray query, NDArray key, NDArray value) {
    /**
     * @param stream the residual stream
     */
    static AttentionInput of(NDArray stream, AttentionShape shape, int layer, Pass pass, UnaryOperator<NDArray> norm) {
        if (!pass.hooks.any(Q_INPUT, layer) && !pass.hooks.any(K_INPUT, layer) && !pass.hooks.any(V_INPUT, layer)) {
            NDArray normed = norm.apply(stream);
            return new AttentionInput(normed, normed, normed);
        }
        NDArray query = ofEachHead(stream, shape.nHeads(), Q_INPUT, layer, pass);
        NDArray key = ofEachHead(stream, shape.nKeyValueHeads(), K_INPUT, layer, pass);
        NDArray value = ofEachHead(stream, shape.nKeyValueHeads(), V_INPUT, layer, pass);
        return new AttentionInput(norm.apply(query), norm.apply(key), norm.apply(value));
    }

    boolean isPerHead() {
        return query.getShape().dimension() == 4;
    }

    private static NDArray ofEachHead(NDArray stream, int heads, HookPoint point, int layer, Pass pass) {
        return pass.hooks.fire(point, layer, stream.expandDims(2).repeat(2, heads));
    }
}
