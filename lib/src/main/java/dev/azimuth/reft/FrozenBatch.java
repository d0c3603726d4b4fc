package dev.azimuth.reft;

/** Examples of one step, read as far as training changes nothing; it holds native memory until it is closed. */
interface FrozenBatch extends AutoCloseable {
    /** How much. */
    long bytes();

    @Override
    void close();
}
