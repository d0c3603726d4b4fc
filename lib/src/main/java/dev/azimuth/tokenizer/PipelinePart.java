package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a tokenizer.json says to do before or after the model: a step, or a sequence of them.
 *
 * @param field where it stands
 * @param children where the steps of a sequence stand
 * @param types the types of step that the native library knows
 */
record PipelinePart(String field, String children, Set<String> types) {
    static final String DECODER = "decoder";

    static final List<PipelinePart> ALL = List.of(
            of(
                    "normalizer",
                    "normalizers",
                    "BertNormalizer ByteLevel Lowercase NFC NFD NFKC NFKD Nmt Precompiled Prepend Replace Sequence Strip"
                            + " StripAccents"),
            of(
                    "pre_tokenizer",
                    "pretokenizers",
                    "BertPreTokenizer ByteLevel CharDelimiterSplit Digits FixedLength Metaspace Punctuation Sequence Split"
                            + " UnicodeScripts Whitespace WhitespaceSplit"),
            of(
                    "post_processor",
                    "processors",
                    "BertProcessing ByteLevel RobertaProcessing Sequence TemplateProcessing"),
            of(
                    DECODER,
                    "decoders",
                    "BPEDecoder ByteFallback ByteLevel CTC Fuse Metaspace Replace Sequence Strip WordPiece"));

    private static final int DEEPEST = 8;
    private static final int MOST = 64;

    private static PipelinePart of(String field, String children, String types) {
        return new PipelinePart(field, children, new TreeSet<>(List.of(types.split(" ", -1))));
    }

    /** @throws IllegalArgumentException naming the field of the first mistake */
    void check(JsonNode tokenizer, Vocabulary vocabulary) {
        var part = tokenizer.path(field);
        if (!part.isMissingNode() && !part.isNull()) {
            check(part, field, DEEPEST, vocabulary);
        }
    }

    private void check(JsonNode step, String path, int depth, Vocabulary vocabulary) {
        var type = step.path("type").asText();
        if (!types.contains(type)) {
            throw vocabulary.error(path + ".type", "\"" + type + "\" is not supported; " + types + " are.");
        }
        if (!type.equals("Sequence")) {
            PipelineStepCheck.check(field, type, step, path, vocabulary);
            return;
        }
        var steps = step.path(children);
        if (!steps.isArray() || steps.size() > MOST || depth == 0) {
            throw vocabulary.error(
                    path + "." + children,
                    "expected a list of at most " + MOST + " steps, and no deeper than " + DEEPEST + " lists.");
        }
        for (int i = 0; i < steps.size(); i++) {
            check(steps.get(i), path + "." + children + "[" + i + "]", depth - 1, vocabulary);
        }
    }
}
