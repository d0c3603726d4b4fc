package dev.azimuth.tokenizer;

import static com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;

/** GGUF's {@code gpt2}: pairs of bytes are merged in the order that the file lists. */
final class GgufByteLevel {
    private GgufByteLevel() {}

    static GgufParts parts(GgufFields fields, GgufVocabulary vocabulary) {
        if (!fields.has("pre")) {
            throw fields.error(
                    "pre",
                    "is missing, as in files written before May 2024, so how the model cuts a text is not known."
                            + " Convert the model again, or load it from its Hugging Face folder.");
        }
        checkTypes(vocabulary);
        var merges = fields.strings("merges");
        checkMerges(merges, vocabulary);
        var pre = PreTokenizers.named(fields.string("pre"));
        return new GgufParts(
                model(merges, vocabulary, pre.ignoresMerges()),
                pre.composes() ? instance.objectNode().put("type", "NFC") : instance.nullNode(),
                pre.json(),
                PreTokenizers.byteLevel(true),
                PreTokenizers.byteLevel(true),
                pre.addsBos(),
                false);
    }

    private static void checkTypes(GgufVocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.type(id) == GgufVocabulary.BYTE) {
                throw vocabulary.error(
                        "token_type", "token " + id + " has type 6; byte-level BPE knows the types 1 to 5.");
            }
        }
    }

    private static void checkMerges(List<String> merges, GgufVocabulary vocabulary) {
        var ranks = new HashMap<String, Integer>();
        for (int rank = 0; rank < merges.size(); rank++) {
            var merge = merges.get(rank);
            var pair = merge.split(" ", -1);
            if (pair.length != 2) {
                throw vocabulary.error(
                        "merges", "merge " + rank + ", \"" + merge + "\", is not two tokens and a space between.");
            }
            for (var token : List.of(pair[0], pair[1], pair[0] + pair[1])) {
                if (!vocabulary.contains(token)) {
                    throw vocabulary.error(
                            "merges",
                            "merge " + rank + ", \"" + merge + "\", needs \"" + token + "\", which is no token.");
                }
            }
            var before = ranks.put(merge, rank);
            if (before != null) {
                throw vocabulary.error(
                        "merges", "\"" + merge + "\" is both merge " + before + " and merge " + rank + ".");
            }
        }
    }

    private static ObjectNode model(List<String> merges, GgufVocabulary vocabulary, boolean ignoresMerges) {
        var model = instance.objectNode().put("type", "BPE");
        for (var absent : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
            model.putNull(absent);
        }
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", ignoresMerges);
        vocabulary.putVocab(model);
        var pairs = model.putArray("merges");
        merges.forEach(pairs::add);
        return model;
    }
}
