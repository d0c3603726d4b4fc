package dev.azimuth.model;

/**
 * How a model's matrices lie in memory. Activations, norms and biases are float32 always, so that hooks see the same kind of
 * numbers whatever the weights are.
 */
public enum Precision {
    /** As accurate as the reference: the default. */
    FLOAT32,
    /** Half the memory; products with a matrix are made in bfloat16, twice as fast where the processor has them. */
    BFLOAT16,
    /** Half the memory; on a processor products are made in float32, since it has no quick ones in float16. */
    FLOAT16
}
