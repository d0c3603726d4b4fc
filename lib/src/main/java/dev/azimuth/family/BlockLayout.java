package dev.azimuth.family;

/** What a block's MLP reads. */
public enum BlockLayout {
    /** The residual stream after attention, as in Llama. */
    SEQUENTIAL,
    /** The stream before attention, through a norm of its own, as in GPT-NeoX. */
    PARALLEL,
    /** The stream before attention, through the norm that attention reads too, as in Phi. */
    PARALLEL_ONE_NORM
}
