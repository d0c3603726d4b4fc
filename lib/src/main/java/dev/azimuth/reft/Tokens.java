package dev.azimuth.reft;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** An example as a model reads it: the prompt, the answer, and the end of text. */
final class Tokens {
    private final int[] ids;
    private final int prompt;

    private Tokens(int[] ids, int prompt) {
        this.ids = ids;
        this.prompt = prompt;
    }

    /** @param chat whether the prompt is what a user says in a chat, or a text as it is */
    static Tokens of(HookedTransformer model, Example example, boolean chat) {
        Tokenizer tokenizer = model.tokenizer();
        String asked = chat ? model.asChat(example.prompt()) : example.prompt();
        int[] prompt = tokenizer.encode(asked);
        IntStream end = example.whole() ? tokenizer.eos().stream() : IntStream.empty();
        IntStream answer = Arrays.stream(answer(tokenizer, asked, example.answer(), prompt));
        int[] ids = IntStream.concat(Arrays.stream(prompt), IntStream.concat(answer, end))
                .toArray();
        if (prompt.length == 0 || ids.length == prompt.length) {
            throw new IllegalArgumentException("The prompt '" + example.prompt() + "' or its answer has no token.");
        }
        if (ids.length > model.config().nCtx()) {
            throw new IllegalArgumentException("The prompt '" + example.prompt() + "' and its answer are " + ids.length
                    + " tokens, more than the model's context of "
                    + model.config().nCtx() + ". Shorten them.");
        }
        return new Tokens(ids, prompt.length);
    }

    /** The answer's tokens as they follow the prompt's, which stay what they are when the model answers by itself. */
    private static int[] answer(Tokenizer tokenizer, String asked, String answer, int[] prompt) {
        int[] both = tokenizer.encode(asked + answer);
        if (both.length > prompt.length && Arrays.equals(Arrays.copyOf(both, prompt.length), prompt)) {
            return Arrays.copyOfRange(both, prompt.length, both.length);
        }
        int[] alone = tokenizer.encode(answer);
        boolean begins = alone.length > 0 && tokenizer.bos().equals(OptionalInt.of(alone[0]));
        return Arrays.copyOfRange(alone, begins ? 1 : 0, alone.length);
    }

    /** What the model is given: all but the last token, which is only predicted. */
    int[] given() {
        return Arrays.copyOf(ids, ids.length - 1);
    }

    int promptLength() {
        return prompt;
    }

    /** What it is to predict at its last positions. */
    int[] wanted() {
        return Arrays.copyOfRange(ids, prompt, ids.length);
    }

    /** SHA-256 of all tokens, by which examples can be recognised. */
    static String digest(List<Tokens> examples) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Tokens each : examples) {
                ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (each.ids.length + 2));
                bytes.putInt(each.prompt).putInt(each.ids.length);
                Arrays.stream(each.ids).forEach(bytes::putInt);
                digest.update(bytes.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA-256.", e);
        }
    }
}
