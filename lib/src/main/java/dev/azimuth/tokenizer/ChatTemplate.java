package dev.azimuth.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model writes a conversation: a Jinja template that comes with the model. It is rendered as Hugging Face's
 * {@code apply_chat_template} renders it, or not at all: what is not supported is an error. A template is a program
 * from a stranger, so it reaches nothing but the conversation.
 */
public final class ChatTemplate {
    private static final int LONGEST = 1 << 20;

    private final String source;
    private final String bos;
    private final String eos;

    /**
     * @param source the template
     * @param bos the text of the token that begins a text; empty where there is none
     * @param eos the text of the token that ends a text; empty where there is none
     */
    public ChatTemplate(String source, String bos, String eos) {
        this.source = source;
        this.bos = bos;
        this.eos = eos;
    }

    /** The template itself. */
    public String source() {
        return source;
    }

    /**
     * The text of a conversation.
     *
     * @param addGenerationPrompt whether the text ends where the assistant is to speak
     * @throws IllegalArgumentException when the template refuses the conversation, with its own words, or when it
     *     cannot be rendered
     */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        try {
            if (source.length() > LONGEST) {
                throw new JinjaException("It is longer than " + LONGEST + " characters.");
            }
            return JinjaEngine.run(JinjaSource.rewrite(source), variables(messages, addGenerationPrompt));
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("The chat template cannot be rendered: it is nested too deeply.", e);
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private Map<String, Object> variables(List<ChatMessage> messages, boolean addGenerationPrompt) {
        var turns = messages.stream().map(ChatTemplate::dictionary).toList();
        return Map.of(
                "messages", turns,
                "add_generation_prompt", addGenerationPrompt,
                "bos_token", bos,
                "eos_token", eos);
    }

    /** In this order, which a template can see. */
    private static Map<String, Object> dictionary(ChatMessage message) {
        var dictionary = new LinkedHashMap<String, Object>();
        dictionary.put("role", message.role());
        dictionary.put("content", message.content());
        return dictionary;
    }

    private static IllegalArgumentException failure(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof JinjaException known) {
                var what = known.isRaisedByTemplate()
                        ? "The chat template refuses this conversation: "
                        : "The chat template cannot be rendered: ";
                return new IllegalArgumentException(what + known.getMessage(), e);
            }
        }
        return new IllegalArgumentException("The chat template cannot be rendered: " + e.getMessage(), e);
    }

    /**
     * One user turn on its own, without what the template says before it, a default system message in particular, and
     * without the generation prompt. It is what the turn adds to a conversation that has only a system message. Where
     * the template knows no such conversation, or weaves the system message into the turn, it is the whole text of a
     * conversation of this one turn.
     */
    public String userTurn(String text) {
        var turn = ChatMessage.user(text);
        var added = addedTo("A.", turn);
        return added.isPresent() && added.equals(addedTo("B.", turn)) ? added.get() : render(List.of(turn), false);
    }

    /** What {@code turn} adds to a conversation of one system message. */
    private Optional<String> addedTo(String systemMessage, ChatMessage turn) {
        var system = ChatMessage.system(systemMessage);
        try {
            var before = render(List.of(system), false);
            var after = render(List.of(system, turn), false);
            return after.startsWith(before) ? Optional.of(after.substring(before.length())) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ChatTemplate of " + source.length() + " characters; one user turn is \""
                + userTurn("...").replace("\n", "\\n") + "\"";
    }
}
