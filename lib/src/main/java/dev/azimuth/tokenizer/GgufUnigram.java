package dev.azimuth.tokenizer;

import static com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;

/**
 * GGUF's {@code t5}: SentencePiece's unigram model (Kudo 2018, <a
 * href="https://arxiv.org/abs/1804.10959">arXiv:1804.10959</a>), which takes the most likely of all ways to cut a text.
 */
final class GgufUnigram {
    private GgufUnigram() {}

    static GgufParts parts(GgufFields fields, GgufVocabulary vocabulary) {
        vocabulary.checkCharacters();
        boolean addsSpace = fields.flag("add_space_prefix", false);
        return new GgufParts(
                model(vocabulary),
                normalizer(fields, addsSpace),
                instance.nullNode(),
                instance.nullNode(),
                GgufSentencePiece.decoder(addsSpace),
                false,
                true);
    }

    private static ObjectNode model(GgufVocabulary vocabulary) {
        var model = instance.objectNode().put("type", "Unigram");
        model.put(
                "unk_id",
                vocabulary
                        .unknown()
                        .orElseThrow(() -> vocabulary.error(
                                "unknown_token_id",
                                "is missing, and no token has type 2; a unigram model needs one.")));
        model.put("byte_fallback", vocabulary.spellsBytes());
        var vocab = model.putArray("vocab");
        var scores = vocabulary.scores();
        for (int id = 0; id < vocabulary.size(); id++) {
            vocab.addArray().add(vocabulary.token(id)).add(scores.get(id));
        }
        return model;
    }

    /** In SentencePiece's order: the file's own rewriting of characters, then spaces. */
    private static JsonNode normalizer(GgufFields fields, boolean addsSpace) {
        var steps = instance.arrayNode();
        if (fields.has("precompiled_charsmap")) {
            var charsmap = bytes(fields.integers("precompiled_charsmap"));
            steps.addObject()
                    .put("type", "Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(charsmap));
        }
        if (fields.flag("remove_extra_whitespaces", false)) {
            steps.add(PreTokenizers.replace("Regex", "^ +| +$", ""));
            steps.add(PreTokenizers.replace("Regex", " {2,}", " "));
        }
        if (addsSpace) {
            steps.add(PreTokenizers.prepend(GgufVocabulary.SPACE));
        }
        steps.add(PreTokenizers.replace("String", " ", GgufVocabulary.SPACE));
        return PreTokenizers.sequence("normalizers", steps);
    }

    private static byte[] bytes(List<Integer> numbers) {
        var bytes = new byte[numbers.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = numbers.get(i).byteValue();
        }
        return bytes;
    }
}
