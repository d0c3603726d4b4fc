package dev.azimuth.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Mutates tokenizer.json files, loads them, and encodes and decodes with those that load. A process of its own, since
 * the native library ends the process where it fails; the file that did it is the one that lies in the folder.
 */
final class TokenizerFuzz {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "hello world",
            "  two  spaces\n",
            "e\u0301\u00DF\u3000\uFF21",
            "\uD83D\uDE42 12345",
            "x".repeat(300),
            "[CLS]<s></s> un##known");

    private final Path folder;
    private final List<JsonNode> corpus;
    private final Random random;

    private TokenizerFuzz(Path folder, List<JsonNode> corpus, long seed) {
        this.folder = folder;
        this.corpus = corpus;
        random = new Random(seed);
    }

    /** Arguments: a folder to work in, a folder of sound files, a seed, and how many seconds to go on. */
    public static void main(String[] arguments) throws IOException {
        var corpus = new ArrayList<JsonNode>();
        try (var files = Files.list(Path.of(arguments[1]))) {
            for (var file : files.sorted().toList()) {
                corpus.add(JSON.readTree(file.toFile()));
            }
        }
        var fuzz = new TokenizerFuzz(Path.of(arguments[0]), corpus, Long.parseLong(arguments[2]));
        fuzz.run(Instant.now().plus(Duration.ofSeconds(Long.parseLong(arguments[3]))));
    }

    private void run(Instant end) throws IOException {
        int loaded = 0;
        int refused = 0;
        while (Instant.now().isBefore(end)) {
            Files.write(folder.resolve("tokenizer.json"), mutant().getBytes(UTF_8));
            try {
                use(Tokenizer.fromFolder(folder));
                loaded++;
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        System.out.println("loaded " + loaded + ", refused " + refused);
    }

    private static void use(Tokenizer tokenizer) {
        for (var text : TEXTS) {
            var ids = tokenizer.encode(text);
            tokenizer.decode(ids);
            tokenizer.tokens(ids);
        }
        tokenizer.decode(new int[] {0, 1, 2, 3, tokenizer.vocabularySize() - 1, tokenizer.vocabularySize()});
    }

    private String mutant() {
        var root = pick(corpus).deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            mutate(root);
        }
        var text = root.toString();
        if (random.nextInt(10) == 0) {
            int at = random.nextInt(text.length());
            text = text.substring(0, at) + "\"{}[],:0e\\".charAt(random.nextInt(10)) + text.substring(at + 1);
        }
        return text;
    }

    /** Walks down to a random place, shallow ones more often, and puts something else there. */
    private void mutate(JsonNode root) {
        JsonNode at = root;
        while (true) {
            var names = new ArrayList<String>();
            at.fieldNames().forEachRemaining(names::add);
            int size = at.size();
            if (size == 0) {
                return;
            }
            int index = random.nextInt(size);
            var child = at.isObject() ? at.get(names.get(index)) : at.get(index);
            if (child.isContainerNode() && !child.isEmpty() && random.nextInt(6) != 0) {
                at = child;
                continue;
            }
            if (at instanceof ObjectNode object) {
                if (random.nextInt(4) == 0) {
                    object.remove(names.get(index));
                } else {
                    object.set(names.get(index), replacement(child));
                }
            } else if (at instanceof ArrayNode array) {
                if (random.nextInt(4) == 0) {
                    array.remove(index);
                } else {
                    array.set(index, replacement(child));
                }
            }
            return;
        }
    }

    private JsonNode replacement(JsonNode old) {
        var json = JsonNodeFactory.instance;
        return switch (random.nextInt(11)) {
            case 0 -> json.nullNode();
            case 1 -> json.numberNode(random.nextInt(-2, 12));
            case 2 -> json.numberNode(pick(List.of(1L << 31, 1L << 32, Long.MAX_VALUE, 1L << 24)));
            case 3 -> json.numberNode(pick(List.of(0.5, -1e308, 1e308)));
            case 4 ->
                json.textNode(pick(List.of("", " ", "a", "B", "##", "\u2581", "(a+)+b", "(", "\\s", "[UNK]", "<s>")));
            case 5 -> json.booleanNode(random.nextBoolean());
            case 6 -> json.objectNode();
            case 7 -> json.arrayNode().add(old);
            case 8 -> json.textNode(shuffled(old.asText()));
            default -> part(pick(corpus), old);
        };
    }

    /** Some part of another file, of the same kind where there is one. */
    private JsonNode part(JsonNode other, JsonNode old) {
        var parts = List.of("normalizer", "pre_tokenizer", "post_processor", "decoder", "model", "added_tokens");
        var types = other.findValues("type");
        return old.isTextual() && !types.isEmpty()
                ? pick(types)
                : other.path(pick(parts)).deepCopy();
    }

    private String shuffled(String text) {
        if (text.isEmpty()) {
            return "x";
        }
        var characters = new StringBuilder(text);
        characters.setCharAt(random.nextInt(text.length()), text.charAt(random.nextInt(text.length())));
        return characters.toString();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
