package dev.azimuth.tokenizer;

/** One turn of a conversation. The roles that every chat model knows are {@code user} and {@code assistant}. */
public record ChatMessage(String role, String content) {
    /** What the model is told before the conversation; not every model knows this role. */
    public static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }

    public static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }

    public static ChatMessage assistant(String content) {
        return new ChatMessage("assistant", content);
    }
}
