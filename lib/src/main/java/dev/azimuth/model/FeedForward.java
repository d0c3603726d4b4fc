package dev.azimuth.model;

import ai.djl.ndarray.NDArray;

/** What stands beside attention in a block: one MLP, or several to choose from. */
interface FeedForward {
    /** What is added to the residual stream; {@code x} is the normed stream {@code [batch, pos, d_model]}. */
    NDArray forward(NDArray x, Pass pass);
}
