package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/** What must hold of one step before or after the model, where the native library would end the process. */
final class PipelineStepCheck {
    private final JsonNode step;
    private final String path;
    private final Vocabulary vocabulary;

    private PipelineStepCheck(JsonNode step, String path, Vocabulary vocabulary) {
        this.step = step;
        this.path = path;
        this.vocabulary = vocabulary;
    }

    static void check(String part, String type, JsonNode step, String path, Vocabulary vocabulary) {
        var check = new PipelineStepCheck(step, path, vocabulary);
        switch (type) {
            case "Split", "Replace" -> check.checkPattern();
            case "Precompiled" -> check.checkCharsmap();
            case "FixedLength" -> check.checkLength();
            case "Strip" -> {
                if (part.equals(PipelinePart.DECODER)) {
                    check.checkStrip();
                }
            }
            case "TemplateProcessing" -> check.checkTemplate();
            case "BertProcessing", "RobertaProcessing" -> {
                check.checkSpecialPair("sep");
                check.checkSpecialPair("cls");
            }
            default -> {
                // Nothing in the others can go wrong unnoticed.
            }
        }
    }

    private IllegalArgumentException error(String field, String message) {
        return vocabulary.error(path + "." + field, message);
    }

    private void checkPattern() {
        var regex = step.path("pattern").path("Regex");
        if (regex.isTextual()) {
            RegexCheck.mistake(regex.asText()).ifPresent(mistake -> {
                throw error("pattern.Regex", mistake);
            });
        } else if (!step.path("pattern").path("String").isTextual()) {
            throw error("pattern", "expected {\"String\": text} or {\"Regex\": text}.");
        }
    }

    private void checkCharsmap() {
        Charsmap.mistake(step.path("precompiled_charsmap").asText()).ifPresent(mistake -> {
            throw error("precompiled_charsmap", mistake);
        });
    }

    private void checkLength() {
        if (!step.path("length").isInt() || step.path("length").asInt() < 1) {
            throw error("length", "is " + step.path("length") + "; expected a whole number from 1.");
        }
    }

    /** The native library fails on a token that is shorter than what it should strip at the end. */
    private void checkStrip() {
        if (step.path("stop").asInt() != 0) {
            throw error("stop", "is " + step.path("stop") + "; only 0 is supported.");
        }
    }

    /** What is put around a text must be among the special tokens of the same step. */
    private void checkTemplate() {
        for (var sequence : step.path("single").findValues("Sequence")) {
            if (!sequence.path("id").asText().equals("A")) {
                throw error("single", "expected the sequence A, found " + sequence + ".");
            }
        }
        var special = step.path("special_tokens");
        for (var used : step.findValues("SpecialToken")) {
            var id = used.path("id").asText();
            if (!special.has(id)) {
                throw error("special_tokens", "\"" + id + "\" is missing.");
            }
        }
        special.properties().forEach(token -> checkSpecial(token.getKey(), token.getValue()));
    }

    private void checkSpecial(String name, JsonNode token) {
        var ids = token.path("ids");
        if (ids.isEmpty() || ids.size() != token.path("tokens").size()) {
            throw error(
                    "special_tokens",
                    "\"" + name + "\" has " + ids.size() + " ids for "
                            + token.path("tokens").size() + " tokens.");
        }
        ids.forEach(id -> checkId("special_tokens", id));
    }

    private void checkSpecialPair(String field) {
        if (step.path(field).size() != 2 || !step.path(field).path(0).isTextual()) {
            throw error(field, "expected [token, id], found " + step.path(field) + ".");
        }
        checkId(field, step.path(field).path(1));
    }

    private void checkId(String field, JsonNode id) {
        if (!id.isInt() || !vocabulary.has(id.asInt())) {
            throw error(field, id + " is the id of no token.");
        }
    }
}
