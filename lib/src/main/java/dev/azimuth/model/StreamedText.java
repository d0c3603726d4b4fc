package dev.azimuth.model;

import dev.azimuth.tokenizer.Tokenizer;
import java.util.List;
import java.util.function.Consumer;

/** Turns a growing list of tokens into pieces of text, holding back a character whose bytes are not all there. */
final class StreamedText {
    private final Tokenizer tokenizer;
    private final Consumer<String> listener;
    private int sent = 0;

    StreamedText(Tokenizer tokenizer, Consumer<String> listener) {
        this.tokenizer = tokenizer;
        this.listener = listener;
    }

    void update(List<Integer> ids) {
        String all = text(tokenizer, ids);
        if (!all.endsWith("\uFFFD")) {
            send(all);
        }
    }

    void end(List<Integer> ids) {
        send(text(tokenizer, ids));
    }

    private void send(String all) {
        if (all.length() > sent) {
            listener.accept(all.substring(sent));
            sent = all.length();
        }
    }

    /** What {@code ids} say, special tokens left out. */
    static String text(Tokenizer tokenizer, List<Integer> ids) {
        return tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray(), true);
    }
}
