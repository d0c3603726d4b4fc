package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What must hold of the model in a tokenizer.json, by its type. */
record ModelCheck(BiConsumer<JsonNode, Vocabulary> rule) {
    private static final Map<String, ModelCheck> BY_TYPE = new TreeMap<>(Map.of(
            "BPE", new ModelCheck(ModelCheck::checkBpe),
            "Unigram", new ModelCheck(ModelCheck::checkUnigram),
            "WordLevel", new ModelCheck(ModelCheck::checkUnknownToken),
            "WordPiece", new ModelCheck(ModelCheck::checkWordPiece)));

    /** Older files do not name the type of a BPE model. */
    static ModelCheck ofType(JsonNode model, String file) {
        var type = model.path("type").asText(model.has("merges") ? "BPE" : "");
        var check = BY_TYPE.get(type);
        if (check == null) {
            throw new IllegalArgumentException(
                    file + ": model.type: \"" + type + "\" is not supported; " + BY_TYPE.keySet() + " are.");
        }
        return check;
    }

    void check(JsonNode model, Vocabulary vocabulary) {
        rule.accept(model, vocabulary);
    }

    private static void checkBpe(JsonNode model, Vocabulary vocabulary) {
        var dropout = model.path("dropout");
        if (!dropout.isMissingNode() && !dropout.isNull() && !(dropout.isNumber() && dropout.asDouble() == 0)) {
            throw vocabulary.error(
                    "model.dropout", "is " + dropout + ", by which ids would be random; only null is supported.");
        }
        var merges = model.path("merges");
        if (!merges.isArray()) {
            throw vocabulary.error("model.merges", "expected a list.");
        }
        var prefix = model.path("continuing_subword_prefix").asText("");
        for (int rank = 0; rank < merges.size(); rank++) {
            checkMerge("model.merges[" + rank + "]", merges.get(rank), prefix, vocabulary);
        }
        if (model.path("unk_token").isTextual()) {
            checkUnknownToken(model, vocabulary);
        }
    }

    /** A merge is {@code "a b"} in older files and {@code ["a", "b"]} in newer ones. */
    private static void checkMerge(String field, JsonNode merge, String prefix, Vocabulary vocabulary) {
        var pair = merge.isArray()
                ? List.of(merge.path(0).asText(), merge.path(1).asText())
                : List.of(merge.asText().split(" ", -1));
        if (pair.size() != 2 || (merge.isArray() && merge.size() != 2)) {
            throw vocabulary.error(field, "expected a pair of tokens, found " + merge + ".");
        }
        var right = pair.get(1);
        if (!right.startsWith(prefix)) {
            throw vocabulary.error(
                    field, merge + " does not continue with model.continuing_subword_prefix, \"" + prefix + "\".");
        }
        var joined = pair.get(0) + right.substring(prefix.length());
        for (var token : List.of(pair.get(0), right, joined)) {
            if (!vocabulary.isInModel(token)) {
                throw vocabulary.error(field, merge + " needs \"" + token + "\", which is not in model.vocab.");
            }
        }
    }

    /** A text with a character that no token has fails without an unknown token, when it is encoded. */
    private static void checkUnigram(JsonNode model, Vocabulary vocabulary) {
        if (!model.path("vocab").isArray()) {
            throw vocabulary.error("model.vocab", "expected a list of tokens and scores, as a Unigram model has.");
        }
        var id = model.path("unk_id");
        if (!id.isInt() || id.asInt() < 0 || id.asInt() >= model.path("vocab").size()) {
            throw vocabulary.error(
                    "model.unk_id",
                    (id.isMissingNode() ? "is missing" : id + " is no token of model.vocab")
                            + "; a Unigram model needs an unknown token.");
        }
    }

    private static void checkWordPiece(JsonNode model, Vocabulary vocabulary) {
        checkUnknownToken(model, vocabulary);
        var longest = model.path("max_input_chars_per_word");
        if (!longest.isInt() || longest.asInt() < 0) {
            throw vocabulary.error(
                    "model.max_input_chars_per_word", "expected a whole number of characters, found " + longest + ".");
        }
    }

    private static void checkUnknownToken(JsonNode model, Vocabulary vocabulary) {
        var token = model.path("unk_token");
        if (!token.isTextual() || !vocabulary.isInModel(token.asText())) {
            throw vocabulary.error("model.unk_token", token + " is not in model.vocab.");
        }
    }
}
