package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;

/** What must hold of a tokenizer.json before native code sees it, where a mistake is silent or ends the process. */
final class TokenizerCheck {
    private TokenizerCheck() {}

    /**
     * The vocabulary of a sound file.
     *
     * @throws IllegalArgumentException naming the file and the field of the first mistake
     */
    static Vocabulary check(JsonNode tokenizer, String file) {
        var model = tokenizer.path("model");
        var check = ModelCheck.ofType(model, file);
        var vocabulary = Vocabulary.of(tokenizer, file);
        check.check(model, vocabulary);
        for (var part : PipelinePart.ALL) {
            part.check(tokenizer, vocabulary);
        }
        return vocabulary;
    }
}
