package dev.azimuth.family;

/**
 * Constants on the way from embedding to logits.
 *
 * @param embedding what embeddings are multiplied by
 * @param residual what attention's and MLP's outputs are multiplied by before they are added
 * @param logits what logits are multiplied by
 * @param logitCap logits are squeezed smoothly between plus and minus this; 0 for no cap
 */
public record Scales(double embedding, double residual, double logits, double logitCap) {
    /** No change. */
    public static final Scales NONE = new Scales(1, 1, 1, 0);

    public Scales {
        if (!(embedding > 0) || !(residual > 0) || !(logits > 0) || !(logitCap >= 0)) {
            throw new UnsupportedModelException("The scales of embedding, residual stream and logits are " + embedding
                    + ", " + residual + " and " + logits + " and the logits' cap is " + logitCap
                    + ", but the scales must be above 0 and the cap not below.");
        }
    }
}
