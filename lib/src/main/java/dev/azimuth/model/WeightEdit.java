package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;

/** A change of a model's weights, one matrix at a time. */
public interface WeightEdit {
    /** Whether it changes {@code weight}. */
    boolean changes(WeightName weight, ModelConfig config);

    /**
     * The new weight.
     *
     * @param weight a copy in the scope of the edit, free to be changed in place
     * @return an array of the same shape, in the same scope
     */
    NDArray apply(WeightName name, NDArray weight);
}
