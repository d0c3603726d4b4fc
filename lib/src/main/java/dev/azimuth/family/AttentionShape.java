package dev.azimuth.family;

/**
 * Attention as all layers of a model have it.
 *
 * @param nHeads query heads
 * @param nKeyValueHeads key and value heads; each serves {@code nHeads / nKeyValueHeads} query heads
 * @param dHead width of a head
 * @param scale what queries are multiplied by; {@code 1/√dHead} where a model does not say otherwise
 * @param scoreCap scores are squeezed smoothly between plus and minus this, {@code cap · tanh(score / cap)}; 0 for none
 * @param inputBias whether query, key and value projections have biases
 * @param outputBias whether the output projection has one
 */
public record AttentionShape(
        int nHeads,
        int nKeyValueHeads,
        int dHead,
        double scale,
        double scoreCap,
        boolean inputBias,
        boolean outputBias) {
    public AttentionShape {
        ModelConfig.requirePositive("number of heads", nHeads);
        ModelConfig.requirePositive("number of key-value heads", nKeyValueHeads);
        ModelConfig.requirePositive("d_head", dHead);
        if (nHeads % nKeyValueHeads != 0) {
            throw new UnsupportedModelException(nHeads + " query heads cannot share " + nKeyValueHeads
                    + " key-value heads evenly. The number of heads must be a multiple.");
        }
        if (!(scale > 0) || !(scoreCap >= 0)) {
            throw new UnsupportedModelException("The scale of attention scores is " + scale + " and their cap "
                    + scoreCap + ", but the first must be above 0 and the second not below.");
        }
    }

    /** Scaled by {@code 1/√dHead}, without cap or biases. */
    public static AttentionShape of(int nHeads, int nKeyValueHeads, int dHead) {
        return new AttentionShape(nHeads, nKeyValueHeads, dHead, 1 / Math.sqrt(dHead), 0, false, false);
    }

    /** The same with another scale of the queries. */
    public AttentionShape withScale(double other) {
        return new AttentionShape(nHeads, nKeyValueHeads, dHead, other, scoreCap, inputBias, outputBias);
    }

    /** The same with capped scores. */
    public AttentionShape withScoreCap(double cap) {
        return new AttentionShape(nHeads, nKeyValueHeads, dHead, scale, cap, inputBias, outputBias);
    }

    /** The same with biases, or without. */
    public AttentionShape withBiases(boolean input, boolean output) {
        return new AttentionShape(nHeads, nKeyValueHeads, dHead, scale, scoreCap, input, output);
    }
}
