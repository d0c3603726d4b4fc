package dev.azimuth.family;

/**
 * How tokens enter and leave a model.
 *
 * @param tied whether the unembedding is the embedding
 * @param positions whether learned position embeddings are added to those of the tokens
 * @param unembeddingBias whether the logits have a bias
 */
public record Embeddings(boolean tied, boolean positions, boolean unembeddingBias) {}
