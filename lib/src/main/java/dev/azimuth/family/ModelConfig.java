package dev.azimuth.family;

/**
 * What a model's forward pass needs to know of its architecture.
 *
 * @param family the family's name, such as {@code llama}
 * @param nLayers transformer blocks
 * @param dModel width of the residual stream
 * @param nHeads query heads
 * @param nKeyValueHeads key and value heads; each serves {@code nHeads / nKeyValueHeads} query heads
 * @param dHead width of a head
 * @param dMlp neurons of an MLP
 * @param dVocab tokens
 * @param nCtx longest text, in tokens
 * @param normEpsilon added to the mean square before its root
 * @param ropeTheta base of the rotary embedding's wavelengths
 * @param tiedEmbeddings whether the unembedding is the embedding
 */
public record ModelConfig(
        String family,
        int nLayers,
        int dModel,
        int nHeads,
        int nKeyValueHeads,
        int dHead,
        int dMlp,
        int dVocab,
        int nCtx,
        double normEpsilon,
        double ropeTheta,
        boolean tiedEmbeddings) {
    public ModelConfig {
        requirePositive("number of layers", nLayers);
        requirePositive("d_model", dModel);
        requirePositive("number of heads", nHeads);
        requirePositive("number of key-value heads", nKeyValueHeads);
        requirePositive("d_head", dHead);
        requirePositive("d_mlp", dMlp);
        requirePositive("vocabulary size", dVocab);
        requirePositive("context length", nCtx);
        if (nHeads % nKeyValueHeads != 0) {
            throw new UnsupportedModelException(nHeads + " query heads cannot share " + nKeyValueHeads
                    + " key-value heads evenly. The number of heads must be a multiple.");
        }
        if (dHead % 2 != 0) {
            throw new UnsupportedModelException("d_head is " + dHead + ", but the rotary embedding needs an even one.");
        }
        if (!(normEpsilon > 0) || !(ropeTheta > 0)) {
            throw new UnsupportedModelException(
                    "norm epsilon " + normEpsilon + " and rope theta " + ropeTheta + " must both be above 0.");
        }
    }

    /** The same architecture with an unembedding of its own, or without. */
    public ModelConfig withTiedEmbeddings(boolean tied) {
        return new ModelConfig(
                family,
                nLayers,
                dModel,
                nHeads,
                nKeyValueHeads,
                dHead,
                dMlp,
                dVocab,
                nCtx,
                normEpsilon,
                ropeTheta,
                tied);
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new UnsupportedModelException("The " + what + " is " + value + ", but must be at least 1.");
        }
    }
}
