package dev.azimuth.discovery;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tokenizer.ChatMessage;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A way to push a model towards a concept or away from it: a changed model, or an instruction in front of each text.
 *
 * @param turn how a text is written for its reading
 * @param chat how it is written for its answer
 */
record Push(HookedTransformer model, UnaryOperator<String> turn, UnaryOperator<String> chat) {
    static Push by(HookedTransformer changed) {
        return new Push(changed, changed::asUserTurn, changed::asChat);
    }

    /** By a system message, or where the model has no chat format, by a line in front. */
    static Push by(HookedTransformer model, String instruction) {
        return new Push(
                model,
                text -> instructed(model, instruction, text, false),
                text -> instructed(model, instruction, text, true));
    }

    private static String instructed(HookedTransformer model, String instruction, String text, boolean answer) {
        return model.tokenizer()
                .chatTemplate()
                .map(template ->
                        template.render(List.of(ChatMessage.system(instruction), ChatMessage.user(text)), answer))
                .orElse(instruction + "\n" + text);
    }

    List<String> turns(List<String> texts) {
        return texts.stream().map(turn).toList();
    }

    List<String> chats(List<String> texts) {
        return texts.stream().map(chat).toList();
    }
}
