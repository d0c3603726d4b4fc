package dev.azimuth.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.tensor.Djl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns text into token ids and back, as the model was trained with. Immutable, and safe to share between threads. The
 * work is done by Hugging Face's tokenizers, so ids agree with theirs.
 */
public final class Tokenizer {
    private static final Map<String, String> WHOLE_TEXTS = Map.of("truncation", "false", "padding", "false");

    private final TokenizerFiles files;
    private final Vocabulary vocabulary;
    private final HuggingFaceTokenizer tokenizer;
    private final SpecialTokens special;
    private final Optional<ChatTemplate> chatTemplate;

    private Tokenizer(TokenizerFiles files) {
        this.files = files;
        vocabulary = TokenizerCheck.check(files.tokenizer(), files.source());
        tokenizer = open(files);
        checkAddedTokens();
        special = new SpecialTokens(special("bos_token"), special("eos_token"), special("pad_token"));
        chatTemplate = files.chatTemplate()
                .map(source -> new ChatTemplate(
                        source,
                        files.specialToken("bos_token").orElse(""),
                        files.specialToken("eos_token").orElse("")));
    }

    /**
     * The tokenizer that a GGUF file carries in its metadata: {@code gpt2} (byte-level BPE), {@code llama} (SentencePiece
     * BPE) or {@code t5} (unigram).
     *
     * @param metadata the file's metadata; lists are {@link List}s, all else strings, numbers and booleans
     * @throws IllegalArgumentException naming the key that is missing, unsound or not supported
     */
    public static Tokenizer fromGguf(Map<String, Object> metadata) {
        return new Tokenizer(GgufTokenizer.files(metadata));
    }

    /**
     * The tokenizer of a Hugging Face model folder: {@code tokenizer.json} and, where present,
     * {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code chat_template.jinja}.
     *
     * @throws IllegalArgumentException naming the file and the field that is unsound or not supported
     */
    public static Tokenizer fromFolder(Path folder) throws IOException {
        return new Tokenizer(TokenizerFiles.read(folder));
    }

    private static HuggingFaceTokenizer open(TokenizerFiles files) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode().setAll(files.tokenizer());
        whole.remove(List.of("truncation", "padding"));
        var json = whole.toString().getBytes(UTF_8);
        Djl.reportNothing();
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), WHOLE_TEXTS);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(files.source() + ": not a tokenizer: " + e.getMessage(), e);
        }
    }

    /** An added token that model.vocab lacks takes the next free id, whatever the file says; so ask. */
    private void checkAddedTokens() {
        vocabulary.added().forEach((content, id) -> {
            var found = tokenizer.encode(content, false, false).getIds();
            if (found.length != 1 || found[0] != id) {
                throw vocabulary.error(
                        "added_tokens",
                        "\"" + content + "\" should be token " + id + " but becomes " + Arrays.toString(found)
                                + ". Ids of added tokens must follow model.vocab without a gap.");
            }
        });
    }

    private OptionalInt special(String name) {
        var token = files.specialToken(name);
        if (token.isEmpty()) {
            return OptionalInt.empty();
        }
        var id = vocabulary.id(token.get());
        if (id.isEmpty()) {
            throw vocabulary.error(name, "\"" + token.get() + "\" is not in the vocabulary.");
        }
        return id;
    }

    /**
     * The ids of {@code text}. The text of a special token becomes that one token. The token that begins a text is put
     * in front where the model asks for it, unless the text begins with it already, as a rendered chat does. What the
     * vocabulary cannot spell is left out or becomes the unknown token, as in transformers: SmolLM2, for one, has no
     * token for a few control characters.
     *
     * @throws IllegalArgumentException when the text has half of a surrogate pair, which is no Unicode
     */
    public int[] encode(String text) {
        checkUnicode(text);
        boolean hasBos =
                files.specialToken("bos_token").filter(text::startsWith).isPresent();
        var ids = tokenizer.encode(text, !hasBos, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    /**
     * The id of a text that is one token, such as {@code " Paris"} with its space; a token that begins texts does not count.
     *
     * @throws IllegalArgumentException when it is not one, saying which tokens it is
     */
    public int single(String text) {
        int[] ids = encode(text);
        int from = ids.length > 1 && bos().equals(OptionalInt.of(ids[0])) ? 1 : 0;
        if (ids.length - from != 1) {
            throw new IllegalArgumentException("'" + text + "' is " + (ids.length - from) + " tokens, " + tokens(ids)
                    + ", but must be one. Take one of them; most words begin with a space.");
        }
        return ids[from];
    }

    private static void checkUnicode(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(
                        String.format("The text has half of a surrogate pair, \\u%04X, at index %d.", c, i));
            }
        }
    }

    /**
     * The text of {@code ids}, special tokens included. Bytes that make no character show as U+FFFD. An id without a
     * token adds nothing, as in transformers.
     *
     * @throws IllegalArgumentException when an id is negative
     */
    public String decode(int[] ids) {
        return decode(ids, false);
    }

    /** The text of {@code ids}, with or without special tokens. */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        Arrays.stream(ids).forEach(Vocabulary::checkId);
        var known = Arrays.stream(ids).filter(vocabulary::has).asLongStream().toArray();
        return tokenizer.decode(known, skipSpecialTokens);
    }

    /**
     * One token as text: a leading space is a space, and bytes that are only a part of a character show as
     * {@code \xE2}. An id without a token, of which a model may predict many, since its embedding is often padded to a
     * round number of rows, shows as {@code <unused 49152>}.
     *
     * @throws IllegalArgumentException when {@code id} is negative
     */
    public String token(int id) {
        return vocabulary.text(id);
    }

    /** Each token as text, as {@link #token} shows it. */
    public List<String> tokens(int[] ids) {
        return Arrays.stream(ids).mapToObj(this::token).toList();
    }

    /** One more than the largest id; a model may have more rows than that in its embedding. */
    public int vocabularySize() {
        return vocabulary.size();
    }

    /** The token that begins a text. */
    public OptionalInt bos() {
        return special.bos();
    }

    /** The token that ends a text, or a turn of a chat. */
    public OptionalInt eos() {
        return special.eos();
    }

    /** The token that fills a batch up. */
    public OptionalInt pad() {
        return special.pad();
    }

    /** How this model writes conversations; empty for a model that was not taught any. */
    public Optional<ChatTemplate> chatTemplate() {
        return chatTemplate;
    }

    /** The conversation as text that ends where the assistant is to speak. */
    public String chat(List<ChatMessage> messages) {
        return template().render(messages, true);
    }

    /** One user turn on its own, as {@link ChatTemplate#userTurn} writes it. */
    public String userTurn(String text) {
        return template().userTurn(text);
    }

    private ChatTemplate template() {
        return chatTemplate.orElseThrow(() -> new IllegalStateException("This model has no chat template ("
                + files.source() + "). Give it plain text, or load its instruction-tuned variant."));
    }

    /**
     * Writes {@code tokenizer.json}, {@code tokenizer_config.json} and {@code special_tokens_map.json}, from which
     * {@link #fromFolder} and transformers' {@code AutoTokenizer} make the same ids. Each is written whole or not at all.
     *
     * @throws dev.azimuth.checkpoint.CheckpointException when the disk does not take one
     */
    public void save(Path folder) {
        files.write(folder);
    }

    @Override
    public String toString() {
        return "Tokenizer: " + files.tokenizer().path("model").path("type").asText("BPE") + ", " + vocabularySize()
                + " tokens, bos " + show(bos()) + ", eos " + show(eos()) + ", pad " + show(pad()) + ", "
                + (encode("").length == 0 ? "adds no special tokens" : "adds " + tokens(encode("")) + " to a text")
                + ", " + (chatTemplate.isPresent() ? "with" : "without") + " a chat template";
    }

    private String show(OptionalInt id) {
        return id.isPresent() ? token(id.getAsInt()) + " (" + id.getAsInt() + ")" : "none";
    }
}
