package dev.azimuth.progress;

/** Told how far long work is. Called often: an implementation should skip what nobody could read. */
@FunctionalInterface
public interface ProgressListener {
    /** Shows nothing. */
    ProgressListener SILENT = (label, done, total) -> {};

    /** {@code done} of {@code total} steps of the work called {@code label} are finished. */
    void progress(String label, int done, int total);

    /** What the work that is furthest in says of itself, in place of what it said before. */
    default void note(String note) {}
}
