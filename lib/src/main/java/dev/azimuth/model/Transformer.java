package dev.azimuth.model;

import static dev.azimuth.hook.HookName.NO_LAYER;
import static dev.azimuth.hook.HookPoint.EMBED;
import static dev.azimuth.hook.HookPoint.LOGITS;
import static dev.azimuth.hook.HookPoint.POS_EMBED;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.tensor.Scalars;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From token ids to logits: embedding, blocks, last norm, unembedding. */
final class Transformer {
    private final ModelConfig config;
    private final NDArray embedding;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final @Nullable NDArray positions;
    private final Norm lnFinal;
    private final Projection unembedding;

    Transformer(Weights weights) {
        config = weights.config();
        embedding = weights.get(WeightName.of(Kind.EMBED));
        for (int layer = 0; layer < config.nLayers(); layer++) {
            blocks.add(new TransformerBlock(weights, layer));
        }
        WeightName learned = WeightName.of(Kind.POSITIONS);
        positions = weights.has(learned) ? weights.get(learned) : null;
        lnFinal = Norm.of(weights, WeightName.of(Kind.FINAL_NORM));
        WeightName bias = WeightName.of(Kind.UNEMBED).bias();
        unembedding = new Projection(weights.unembedding(), weights.has(bias) ? weights.get(bias) : null);
    }

    /**
     * One pass in the scope of {@code manager}.
     *
     * @return logits {@code [batch, pos, d_vocab]} of the positions asked for; for none the residual stream
     */
    NDArray forward(NDManager manager, TokenBatch batch, PassRequest request) {
        if (batch.smallestId() < 0 || batch.largestId() >= config.dVocab()) {
            throw new IllegalArgumentException("A token id lies outside the vocabulary of " + config.dVocab()
                    + ": the ids go from " + batch.smallestId() + " to " + batch.largestId()
                    + ". Was the text encoded for another model?");
        }
        Pass pass = Pass.begin(manager, config, batch, request);
        return rest(embedded(manager, batch, pass), 0, manager, batch, request, pass);
    }

    /**
     * The same from where a pass of {@code layer} blocks and no logits has ended.
     *
     * @param stream its result, under a handle of {@code manager}, which ends with the first block
     */
    NDArray resume(NDArray stream, int layer, NDManager manager, TokenBatch batch, PassRequest request) {
        return rest(stream, layer, manager, batch, request, Pass.begin(manager, config, batch, request));
    }

    private NDArray embedded(NDManager manager, TokenBatch batch, Pass pass) {
        NDArray ids = manager.create(batch.paddedIds(), new Shape(batch.size(), batch.length()));
        NDArray x = pass.hooks.fire(
                EMBED, NO_LAYER, scaled(rows(embedding, ids), config.scales().embedding()));
        if (positions != null) {
            x = x.add(pass.hooks.fire(POS_EMBED, NO_LAYER, rows(positions, pass.positions)));
        }
        return x;
    }

    private NDArray rest(
            NDArray stream, int layer, NDManager manager, TokenBatch batch, PassRequest request, Pass pass) {
        NDArray x = stream;
        for (TransformerBlock block : blocks.subList(layer, request.layers())) {
            if (pass.isGradient()) {
                // The graph keeps a tensor made of Java's memory, as a mask is, but not that memory: its handle does.
                x = block.forward(x, pass);
                continue;
            }
            try (NDManager inside = manager.newSubManager()) { // what a block makes on the way ends with it
                x.attach(inside);
                x = block.forward(x, pass);
                x.attach(manager);
            }
        }
        int last = request.logits().last();
        if (last == 0) {
            return x;
        }
        NDArray read = last < batch.length() ? x.get(":, -" + last + ":") : x;
        NDArray normed = lnFinal.apply(read, pass, Norm.Place.FINAL, NO_LAYER);
        NDArray product = unembedding.apply(normed, pass);
        return pass.hooks.fire(LOGITS, NO_LAYER, logits(product));
    }

    /** Logits of a residual stream {@code […, d_model]}, as if the model ended there. */
    NDArray unembed(NDArray resid) {
        return logits(unembedding.apply(lnFinal.apply(resid)));
    }

    private NDArray logits(NDArray product) {
        NDArray logits = scaled(product, config.scales().logits());
        return Nonlinearities.capped(logits, config.scales().logitCap());
    }

    private static NDArray rows(NDArray matrix, NDArray ids) {
        NDArray rows = Embedding.embedding(ids, matrix, SparseFormat.DENSE).singletonOrThrow();
        return rows.toType(DataType.FLOAT32, false);
    }

    private static NDArray scaled(NDArray x, double scale) {
        return scale == 1 ? x : Scalars.times(x, scale);
    }
}
