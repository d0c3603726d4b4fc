package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;

/**
 * What an intervention is told about the place it acts on.
 *
 * @param name where in the model
 * @param positions int64 {@code [batch, pos]}, each token's place in its own text, -1 for padding
 */
public record HookSite(HookName name, NDArray positions) {}
