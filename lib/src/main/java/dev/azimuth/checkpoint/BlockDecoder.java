package dev.azimuth.checkpoint;

/** Turns stored blocks of values into float32. */
@FunctionalInterface
interface BlockDecoder {
    /** Decodes the first {@code count} blocks of {@code blocks} to the start of {@code out}. */
    void decode(byte[] blocks, int count, float[] out);
}
