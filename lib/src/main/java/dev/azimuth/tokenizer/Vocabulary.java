package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The tokens of a tokenizer.json: which id has which spelling, and which of them are matched before all others. */
final class Vocabulary {
    /** Largest id a vocabulary may have; the largest known vocabularies have a quarter of a million tokens. */
    private static final int MAX_ID = 1 << 24;

    private static final int MOST_ADDED = 1 << 17;

    private final String file;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Integer, String> pieces = new HashMap<>();
    private final Map<String, Integer> added = new LinkedHashMap<>();
    private final Set<String> inModel;
    private final boolean byteLevel;
    private final int size;

    private Vocabulary(JsonNode tokenizer, String file) {
        this.file = file;
        readModel(tokenizer.path("model").path("vocab"));
        inModel = Set.copyOf(ids.keySet());
        readAdded(tokenizer.path("added_tokens"));
        byteLevel = tokenizer.path("decoder").findValuesAsText("type").contains("ByteLevel");
        size = 1 + pieces.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    /** @param tokenizer the content of a tokenizer.json whose name, for messages, is {@code file} */
    static Vocabulary of(JsonNode tokenizer, String file) {
        return new Vocabulary(tokenizer, file);
    }

    /** BPE and WordPiece map a spelling to its id; Unigram lists [spelling, score] in the order of ids. */
    private void readModel(JsonNode vocab) {
        if (vocab.isObject()) {
            vocab.properties().forEach(entry -> put("model.vocab", entry.getKey(), entry.getValue()));
        } else if (vocab.isArray()) {
            for (int id = 0; id < vocab.size(); id++) {
                var entry = vocab.get(id);
                if (!entry.path(0).isTextual() || !Double.isFinite(entry.path(1).asDouble(Double.NaN))) {
                    throw error("model.vocab[" + id + "]", "expected [token, score], found " + entry + ".");
                }
                // Byte tokens aside, a spelling may return; the first is the one that text turns into.
                ids.putIfAbsent(entry.get(0).asText(), id);
                pieces.put(id, entry.get(0).asText());
            }
        } else {
            throw error("model.vocab", "expected an object or a list, found " + kind(vocab) + ".");
        }
    }

    private void readAdded(JsonNode list) {
        if (!list.isArray() && !list.isMissingNode()) {
            throw error("added_tokens", "expected a list, found " + kind(list) + ".");
        }
        if (list.size() > MOST_ADDED) {
            throw error("added_tokens", "there are " + list.size() + "; at most " + MOST_ADDED + " are supported.");
        }
        for (int i = 0; i < list.size(); i++) {
            var field = "added_tokens[" + i + "]";
            var token = list.get(i);
            if (!token.path("content").isTextual()
                    || token.path("content").asText().isEmpty()) {
                throw error(
                        field + ".content", "expected the token's text, found " + kind(token.path("content")) + ".");
            }
            if (!token.path("special").isBoolean()) {
                throw error(field + ".special", "expected true or false, found " + kind(token.path("special")) + ".");
            }
            var content = token.path("content").asText();
            var known = ids.get(content);
            if (known == null) {
                put(field, content, token.path("id"));
            } else if (!token.path("id").isInt() || token.path("id").asInt() != known) {
                throw error(
                        field + ".id",
                        "\"" + content + "\" is token " + known + " in model.vocab, but " + token.path("id")
                                + " here.");
            }
            added.put(content, token.path("id").asInt());
        }
    }

    private void put(String field, String piece, JsonNode id) {
        if (!id.isInt() || id.asInt() < 0 || id.asInt() > MAX_ID) {
            throw error(
                    field, "\"" + piece + "\" has the id " + id + "; expected an integer from 0 to " + MAX_ID + ".");
        }
        ids.put(piece, id.asInt());
        var before = pieces.put(id.asInt(), piece);
        if (before != null) {
            throw error(field, "\"" + before + "\" and \"" + piece + "\" have the same id, " + id + ".");
        }
    }

    /** One more than the largest id. */
    int size() {
        return size;
    }

    OptionalInt id(String piece) {
        var id = ids.get(piece);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** Whether the model itself has the token; the added tokens are none of the model's business. */
    boolean isInModel(String piece) {
        return inModel.contains(piece);
    }

    /** Whether a token has this id. */
    boolean has(int id) {
        return pieces.containsKey(id);
    }

    /** The tokens that are cut out of a text before the model sees the rest, in the file's order, with their ids. */
    Map<String, Integer> added() {
        return added;
    }

    /** The text of one token, its leading space included; {@code <unused 7>} for an id without a token. */
    String text(int id) {
        checkId(id);
        var piece = pieces.get(id);
        if (piece == null) {
            return "<unused " + id + ">";
        }
        if (added.containsKey(piece)) {
            return piece;
        }
        return byteLevel ? TokenText.ofByteLevel(piece) : TokenText.ofSentencePiece(piece);
    }

    /** @throws IllegalArgumentException when the id is negative */
    static void checkId(int id) {
        if (id < 0) {
            throw new IllegalArgumentException("No token " + id + "; ids begin at 0.");
        }
    }

    IllegalArgumentException error(String field, String message) {
        return new IllegalArgumentException(file + ": " + field + ": " + message);
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "nothing"
                : node.isObject() ? "an object" : node.isArray() ? "a list" : node.toString();
    }
}
