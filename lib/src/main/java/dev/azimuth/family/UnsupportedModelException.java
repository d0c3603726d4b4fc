package dev.azimuth.family;

/** A model asks for something that is not understood; running it anyway would be a guess. */
public final class UnsupportedModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is not understood, and what would be. */
    public UnsupportedModelException(String message) {
        super(message);
    }
}
