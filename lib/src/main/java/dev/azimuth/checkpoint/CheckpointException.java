package dev.azimuth.checkpoint;

/** A model file that cannot be read or written; the message names the file, the field and what would work. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what failed, where, and what would work. */
    public CheckpointException(String message) {
        super(message);
    }

    /** The same, with what lies behind it. */
    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
