package dev.azimuth.checkpoint;

import java.io.IOException;

/** A connection that could not be made, broke, or fell silent: worth another try, unlike a disk that is full. */
final class HubConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    HubConnectionException(String message) {
        super(message);
    }

    HubConnectionException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What there is to say of a failure; the JDK's often have no message. */
    static String text(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
