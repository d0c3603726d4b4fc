package dev.azimuth.tokenizer;

/** A template cannot be rendered, or says that a conversation is none that its model knows. */
final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean raised;

    JinjaException(String message) {
        this(message, false);
    }

    private JinjaException(String message, boolean raised) {
        super(message);
        this.raised = raised;
    }

    /** What a template means by {@code raise_exception}. */
    static JinjaException raisedByTemplate(String message) {
        return new JinjaException(message, true);
    }

    boolean isRaisedByTemplate() {
        return raised;
    }
}
