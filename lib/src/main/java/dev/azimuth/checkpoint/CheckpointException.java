package dev.azimuth.checkpoint;

/** A model file that cannot be read or written; the message names the file, the field and what would work. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CheckpointException(String message) {
        super(message);
    }

    CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
