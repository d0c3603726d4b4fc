package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The tokens of a GGUF file: spelling, id, type and score. */
final class GgufVocabulary {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int UNUSED = 5;
    static final int BYTE = 6;

    /** SentencePiece's space. */
    static final String SPACE = "\u2581";

    private final GgufFields fields;
    private final List<String> tokens;
    private final List<Integer> types;
    private final Map<String, Integer> ids = new HashMap<>();

    GgufVocabulary(GgufFields fields) {
        this.fields = fields;
        tokens = fields.strings("tokens");
        types = fields.has("token_type")
                ? fields.integers("token_type")
                : tokens.stream().map(t -> NORMAL).toList();
        readIds();
        checkTypes();
    }

    private void readIds() {
        if (tokens.isEmpty()) {
            throw fields.error("tokens", "is empty.");
        }
        for (int id = 0; id < tokens.size(); id++) {
            if (tokens.get(id).isEmpty()) {
                throw fields.error("tokens", "token " + id + " has no text.");
            }
            var before = ids.put(tokens.get(id), id);
            if (before != null) {
                throw fields.error(
                        "tokens", "\"" + tokens.get(id) + "\" is both token " + before + " and token " + id + ".");
            }
        }
    }

    private void checkTypes() {
        if (types.size() != tokens.size()) {
            throw fields.error("token_type", types.size() + " types for " + tokens.size() + " tokens.");
        }
        for (int id = 0; id < types.size(); id++) {
            int type = types.get(id);
            if (type < NORMAL || type > BYTE) {
                throw fields.error("token_type", "token " + id + " has type " + type + "; expected 1 to 6.");
            }
            if (type == BYTE && !TokenText.isByte(tokens.get(id))) {
                throw fields.error(
                        "token_type",
                        "token " + id + ", \"" + tokens.get(id) + "\", has type 6, a byte; those are spelled <0x00>.");
            }
        }
    }

    int size() {
        return tokens.size();
    }

    String token(int id) {
        return tokens.get(id);
    }

    int type(int id) {
        return types.get(id);
    }

    boolean contains(String token) {
        return ids.containsKey(token);
    }

    int id(String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw fields.error("tokens", "\"" + token + "\" is missing.");
        }
        return id;
    }

    /** The token whose id is in {@code field}. */
    String tokenOf(String field) {
        int id = fields.integer(field);
        if (id < 0 || id >= tokens.size()) {
            throw fields.error(field, id + " is no token; there are " + tokens.size() + ".");
        }
        return tokens.get(id);
    }

    /** The token that stands for what cannot be spelled. */
    OptionalInt unknown() {
        if (fields.has("unknown_token_id")) {
            return OptionalInt.of(id(tokenOf("unknown_token_id")));
        }
        return IntStream.range(0, size()).filter(id -> type(id) == UNKNOWN).findFirst();
    }

    /** Whether there is a token for each of the 256 bytes, so that any text can be spelled. */
    boolean spellsBytes() {
        return IntStream.range(0, 256).allMatch(b -> contains(String.format("<0x%02X>", b)));
    }

    /** How likely each token is, by id. */
    List<Float> scores() {
        var scores = fields.floats("scores");
        if (scores.size() != tokens.size()) {
            throw fields.error("scores", scores.size() + " scores for " + tokens.size() + " tokens.");
        }
        for (int id = 0; id < scores.size(); id++) {
            if (!Float.isFinite(scores.get(id))) {
                throw fields.error("scores", "token " + id + " has the score " + scores.get(id) + ".");
            }
        }
        return scores;
    }

    /**
     * SentencePiece builds a token from its characters, and counts a character without a token as unknown; Hugging
     * Face's tokenizers agree where each character of a token is a token itself, as it is in what SentencePiece trains.
     */
    void checkCharacters() {
        for (int id = 0; id < tokens.size(); id++) {
            if (type(id) == NORMAL) {
                missingCharacter(tokens.get(id)).ifPresent(this::refuseCharacter);
            }
        }
    }

    private Optional<String> missingCharacter(String token) {
        return token.codePoints()
                .mapToObj(Character::toString)
                .filter(c -> !contains(c))
                .findFirst()
                .map(c -> "\"" + token + "\" has the character \"" + c + "\"");
    }

    private void refuseCharacter(String what) {
        throw fields.error("tokens", what + ", which is no token of its own; such vocabularies are not supported.");
    }

    /** {@code vocab} of a BPE model. */
    void putVocab(ObjectNode model) {
        var vocab = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocab.put(tokens.get(id), id);
        }
    }

    IllegalArgumentException error(String field, String message) {
        return fields.error(field, message);
    }
}
