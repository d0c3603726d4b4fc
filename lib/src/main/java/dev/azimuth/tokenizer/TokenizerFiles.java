package dev.azimuth.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files that make a Hugging Face tokenizer: {@code tokenizer.json}, and {@code tokenizer_config.json}, into which
 * {@code special_tokens_map.json} and {@code chat_template.jinja} are folded.
 *
 * @param source where they came from, for messages
 */
record TokenizerFiles(String source, ObjectNode tokenizer, ObjectNode config) {
    static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final String SPECIAL_TOKENS = "special_tokens_map.json";
    private static final String CHAT_TEMPLATE = "chat_template.jinja";
    private static final List<String> NAMES = List.of("bos_token", "eos_token", "pad_token");

    /** The largest known files have a tenth of this. */
    private static final long LARGEST = 1L << 28;

    // A spelling that comes twice would silently take the last id.
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CHARSET_DETECTION) // JSON is UTF-8; a zero byte would make it UTF-16
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static TokenizerFiles read(Path folder) throws IOException {
        var file = folder.resolve(TOKENIZER);
        if (!Files.isRegularFile(file)) {
            throw new FileNotFoundException(
                    "No " + TOKENIZER + " in " + folder + ". A model that has only tokenizer.model"
                            + " can be converted with transformers: AutoTokenizer.from_pretrained(...).save_pretrained(...).");
        }
        var config = readIfPresent(folder.resolve(CONFIG)).orElseGet(JSON::createObjectNode);
        readIfPresent(folder.resolve(SPECIAL_TOKENS))
                .ifPresent(map -> NAMES.stream()
                        .filter(name -> map.has(name) && !config.hasNonNull(name))
                        .forEach(name -> config.set(name, map.get(name))));
        var template = folder.resolve(CHAT_TEMPLATE);
        if (Files.isRegularFile(template)) {
            config.put("chat_template", readText(template));
        }
        return new TokenizerFiles(file.toString(), readObject(file), config);
    }

    void write(Path folder) {
        write(folder.resolve(TOKENIZER), tokenizer.toString());
        write(folder.resolve(CONFIG), config.toPrettyString());
        var map = JSON.createObjectNode();
        NAMES.stream().filter(config::hasNonNull).forEach(name -> map.set(name, config.get(name)));
        write(folder.resolve(SPECIAL_TOKENS), map.toPrettyString());
    }

    private static void write(Path file, String json) {
        AtomicFiles.writeString(file, json);
    }

    /** The text of a special token such as {@code bos_token}. */
    Optional<String> specialToken(String name) {
        var token = config.path(name);
        var text = token.isObject() ? token.path("content") : token;
        return text.isTextual() ? Optional.of(text.asText()) : Optional.empty();
    }

    /** The chat template; of several, the one named {@code default}. */
    Optional<String> chatTemplate() {
        var template = config.path("chat_template");
        if (template.isArray()) {
            for (var named : template) {
                if (named.path("name").asText().equals("default")) {
                    template = named.path("template");
                }
            }
        }
        return template.isTextual() ? Optional.of(template.asText()) : Optional.empty();
    }

    private static Optional<ObjectNode> readIfPresent(Path file) throws IOException {
        return Files.isRegularFile(file) ? Optional.of(readObject(file)) : Optional.empty();
    }

    private static String readText(Path file) throws IOException {
        checkSize(file);
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": is not valid UTF-8.", e);
        }
    }

    private static void checkSize(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IllegalArgumentException(
                    file + ": has " + Files.size(file) + " bytes; at most " + LARGEST + " are supported.");
        }
    }

    private static ObjectNode readObject(Path file) throws IOException {
        checkSize(file);
        JsonNode json;
        try (var in = Files.newInputStream(file)) {
            json = JSON.readTree(in);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new IllegalArgumentException(
                    file + ": line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + e.getOriginalMessage(),
                    e);
        }
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(file + ": expected a JSON object, found " + json.getNodeType() + ".");
    }
}
