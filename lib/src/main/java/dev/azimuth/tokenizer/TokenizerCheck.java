package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must hold of a tokenizer.json before native code sees it, where a mistake is silent or ends the process. */
final class TokenizerCheck {
    private static final Set<String> MODELS = new TreeSet<>(Set.of("BPE", "Unigram", "WordPiece"));

    private TokenizerCheck() {}

    /**
     * The vocabulary of a sound file.
     *
     * @throws IllegalArgumentException naming the file and the field of the first mistake
     */
    static Vocabulary check(JsonNode tokenizer, String file) {
        var model = tokenizer.path("model");
        var type = model.path("type").asText(model.has("merges") ? "BPE" : "");
        if (!MODELS.contains(type)) {
            throw new IllegalArgumentException(
                    file + ": model.type: \"" + type + "\" is not supported; " + MODELS + " are.");
        }
        var vocabulary = Vocabulary.of(tokenizer, file);
        if (type.equals("BPE")) {
            checkMerges(model, vocabulary);
        }
        checkUnknown(model, vocabulary);
        checkTemplates(tokenizer.path("post_processor"), vocabulary);
        checkStrip(tokenizer.path("decoder"), vocabulary);
        return vocabulary;
    }

    /** A merge is {@code "a b"} in older files and {@code ["a", "b"]} in newer ones. */
    private static void checkMerges(JsonNode model, Vocabulary vocabulary) {
        var merges = model.path("merges");
        if (!merges.isArray()) {
            throw vocabulary.error("model.merges", "expected a list.");
        }
        var prefix = model.path("continuing_subword_prefix").asText("");
        for (int rank = 0; rank < merges.size(); rank++) {
            var merge = merges.get(rank);
            var pair = merge.isArray()
                    ? List.of(merge.path(0).asText(), merge.path(1).asText())
                    : List.of(merge.asText().split(" ", -1));
            if (pair.size() != 2 || (merge.isArray() && merge.size() != 2)) {
                throw vocabulary.error("model.merges[" + rank + "]", "expected a pair of tokens, found " + merge + ".");
            }
            var right = pair.get(1);
            if (!right.startsWith(prefix)) {
                throw vocabulary.error(
                        "model.merges[" + rank + "]",
                        merge + " does not continue with model.continuing_subword_prefix, \"" + prefix + "\".");
            }
            var joined = pair.get(0) + right.substring(prefix.length());
            for (var token : List.of(pair.get(0), right, joined)) {
                if (!vocabulary.contains(token)) {
                    throw vocabulary.error(
                            "model.merges[" + rank + "]",
                            merge + " needs \"" + token + "\", which is not in model.vocab.");
                }
            }
        }
    }

    private static void checkUnknown(JsonNode model, Vocabulary vocabulary) {
        var token = model.path("unk_token");
        if (token.isTextual() && !vocabulary.contains(token.asText())) {
            throw vocabulary.error("model.unk_token", token + " is not in model.vocab.");
        }
        var id = model.path("unk_id");
        if (id.isNumber()
                && (id.asInt() < 0 || id.asInt() >= model.path("vocab").size())) {
            throw vocabulary.error("model.unk_id", id + " is no token of model.vocab.");
        }
    }

    /** What is put around a text must be among the special tokens of the same processor. */
    private static void checkTemplates(JsonNode postProcessor, Vocabulary vocabulary) {
        for (var processor : postProcessor.path("processors")) {
            checkTemplates(processor, vocabulary);
        }
        for (var sequence : postProcessor.path("single").findValues("Sequence")) {
            if (!sequence.path("id").asText().equals("A")) {
                throw vocabulary.error("post_processor.single", "expected the sequence A, found " + sequence + ".");
            }
        }
        for (var used : postProcessor.findValues("SpecialToken")) {
            var id = used.path("id").asText();
            if (postProcessor.has("single")
                    && !postProcessor.path("special_tokens").has(id)) {
                throw vocabulary.error("post_processor.special_tokens", "\"" + id + "\" is missing.");
            }
        }
    }

    /** The native library fails on a token that is shorter than what it should strip at the end. */
    private static void checkStrip(JsonNode decoder, Vocabulary vocabulary) {
        for (var part : decoder.path("decoders")) {
            checkStrip(part, vocabulary);
        }
        if (decoder.path("type").asText().equals("Strip")
                && decoder.path("stop").asInt() > 0) {
            throw vocabulary.error("decoder.stop", "is " + decoder.path("stop") + "; only 0 is supported.");
        }
    }
}
