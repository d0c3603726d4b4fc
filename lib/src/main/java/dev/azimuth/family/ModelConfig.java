package dev.azimuth.family;

import java.util.Collections;
import java.util.List;

/**
 * What a model's forward pass needs to know of its architecture. What a {@link #builder} is not told is as in Llama.
 *
 * @param family the family's name, such as {@code llama}
 * @param dModel width of the residual stream
 * @param dVocab tokens
 * @param nCtx longest text, in tokens
 * @param attention attention in every layer
 * @param mlp the MLP in every layer
 * @param norms where and how vectors are normed
 * @param block what a block's MLP reads
 * @param embeddings how tokens enter and leave
 * @param scales constants on the way
 * @param layers what sets the layers' attention apart; one entry a layer
 */
public record ModelConfig(
        String family,
        int dModel,
        int dVocab,
        int nCtx,
        AttentionShape attention,
        MlpShape mlp,
        Norms norms,
        BlockLayout block,
        Embeddings embeddings,
        Scales scales,
        List<LayerAttention> layers) {
    public ModelConfig {
        layers = List.copyOf(layers);
        requirePositive("number of layers", layers.size());
        requirePositive("d_model", dModel);
        requirePositive("vocabulary size", dVocab);
        requirePositive("context length", nCtx);
        for (LayerAttention layer : layers) {
            if (layer.rope() != null && layer.rope().dims() > attention.dHead()) {
                throw new UnsupportedModelException("The rotary embedding turns "
                        + layer.rope().dims() + " dimensions, but a head has only " + attention.dHead() + ".");
            }
        }
    }

    /** An architecture whose parts are still to be said. */
    public static ModelConfigBuilder builder(String family) {
        return new ModelConfigBuilder(family);
    }

    /** The same layer so many times, for {@link ModelConfigBuilder#layers}. */
    static List<LayerAttention> alike(int nLayers, LayerAttention layer) {
        requirePositive("number of layers", nLayers);
        requireAtMost("number of layers", nLayers, 10_000);
        return Collections.nCopies(nLayers, layer);
    }

    /** Transformer blocks. */
    public int nLayers() {
        return layers.size();
    }

    /** Query heads. */
    public int nHeads() {
        return attention.nHeads();
    }

    /** Key and value heads. */
    public int nKeyValueHeads() {
        return attention.nKeyValueHeads();
    }

    /** Width of a head. */
    public int dHead() {
        return attention.dHead();
    }

    /** Neurons of an MLP. */
    public int dMlp() {
        return mlp.dMlp();
    }

    /** Added to the mean square before its root. */
    public double normEpsilon() {
        return norms.epsilon();
    }

    /** Whether the unembedding is the embedding. */
    public boolean tiedEmbeddings() {
        return embeddings.tied();
    }

    /**
     * Whether what the output projections write is added to the residual stream as it is. A norm in between rescales
     * each dimension, so that a change of a matrix is not the same change of the stream.
     */
    public boolean writesUnnormed() {
        return !norms.placement().post();
    }

    /** The same architecture with an unembedding of its own, or without. */
    public ModelConfig withTiedEmbeddings(boolean tied) {
        Embeddings changed = new Embeddings(tied, embeddings.positions(), embeddings.unembeddingBias());
        return new ModelConfig(family, dModel, dVocab, nCtx, attention, mlp, norms, block, changed, scales, layers);
    }

    /** So that a hostile file's number is refused before there is a list as long. */
    static void requireAtMost(String what, int value, int most) {
        if (value > most) {
            throw new UnsupportedModelException("The " + what + " is " + value + ", but may be " + most + " at most.");
        }
    }

    static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new UnsupportedModelException("The " + what + " is " + value + ", but must be at least 1.");
        }
    }
}
