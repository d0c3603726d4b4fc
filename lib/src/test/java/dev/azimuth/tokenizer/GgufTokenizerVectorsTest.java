package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.azimuth.checkpoint.Gguf;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small vocabularies with the ids of SentencePiece and of Hugging Face tokenizers (reference/tokenizer_vectors.py). */
class GgufTokenizerVectorsTest {
    @ParameterizedTest
    @ValueSource(strings = {"sentencepiece-bpe", "unigram"})
    void idsAgreeWithSentencePiece(String name) throws Exception {
        var ids = JsonResource.read("/tokenizers/ids.json");
        check(tokenizer(name, Map.of("add_bos_token", false, "add_eos_token", false)), ids, ids.get(name));
    }

    /** Byte by byte where a character is unknown, and without the space that was put in front. */
    @Test
    void textsComeBack() throws Exception {
        var tokenizer = tokenizer("sentencepiece-bpe", Map.of("add_bos_token", false));
        for (var text : JsonResource.read("/tokenizers/ids.json").get("texts")) {
            assertThat(tokenizer.decode(tokenizer.encode(text.asText()))).isEqualTo(text.asText());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyKindCutsAsHuggingFaceDoes() throws IOException {
        var ids = JsonResource.read("/tokenizers/ids.json");
        return ids.get("byte-level").properties().stream()
                .map(kind -> DynamicTest.dynamicTest(
                        kind.getKey(),
                        () -> check(tokenizer("byte-level", Map.of("pre", kind.getKey())), ids, kind.getValue())));
    }

    private static void check(Tokenizer tokenizer, JsonNode vectors, JsonNode expected) {
        assertThat(expected).hasSameSizeAs(vectors.get("texts")).hasSize(69);
        for (int i = 0; i < expected.size(); i++) {
            var text = vectors.get("texts").get(i).asText();
            assertThat(tokenizer.encode(text))
                    .as(text)
                    .isEqualTo(JsonResource.items(expected.get(i))
                            .mapToInt(JsonNode::asInt)
                            .toArray());
        }
    }

    private static Tokenizer tokenizer(String name, Map<String, Object> changes) throws URISyntaxException {
        var resource = GgufTokenizerVectorsTest.class.getResource("/tokenizers/" + name + ".gguf");
        try (var gguf = Gguf.open(Path.of(resource.toURI()))) {
            var metadata = new HashMap<>(gguf.metadata());
            changes.forEach((field, value) -> metadata.put("tokenizer.ggml." + field, value));
            return Tokenizer.fromGguf(metadata);
        }
    }
}
