package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GgufSentencePieceTest {
    private static final List<String> TOKENS =
            List.of("<unk>", "<s>", "</s>", "\u2581", "a", "b", "ab", "ba", "\u2581a", "<|end|>");

    private static Map<String, Object> with(String field, Object value) {
        var metadata = new HashMap<String, Object>();
        metadata.put("tokenizer.ggml.model", "llama");
        metadata.put("tokenizer.ggml.pre", "default");
        metadata.put("tokenizer.ggml.tokens", TOKENS);
        metadata.put("tokenizer.ggml.token_type", List.of(2, 3, 3, 1, 1, 1, 1, 1, 1, 3));
        metadata.put("tokenizer.ggml.scores", List.of(0f, 0f, 0f, -9f, -9f, -9f, -2f, -1f, -3f, 0f));
        metadata.put("tokenizer.ggml.bos_token_id", 1);
        metadata.put("tokenizer.ggml.eos_token_id", 2);
        metadata.put(field, value);
        return metadata;
    }

    private static void refuses(String field, Object value, String message) {
        assertThatThrownBy(() -> Tokenizer.fromGguf(with("tokenizer.ggml." + field, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tokenizer.ggml." + field + ": " + message);
    }

    @Test
    void theBestScoredNeighboursAreJoinedFirst() {
        var tokenizer = Tokenizer.fromGguf(with("general.architecture", "llama"));
        assertThat(tokenizer.tokens(tokenizer.encode("aba"))).containsExactly("<s>", " a", "ba");
        assertThat(tokenizer.tokens(tokenizer.encode("b?</s>a")))
                .containsExactly("<s>", " ", "b", "<unk>", "</s>", " a");
        assertThat(tokenizer.decode(tokenizer.encode("ab a"), true)).isEqualTo("ab a");
    }

    @Test
    void theSpaceInFrontIsLeftOutWhereTheModelAsks() {
        var tokenizer = Tokenizer.fromGguf(with("tokenizer.ggml.add_space_prefix", false));
        assertThat(tokenizer.tokens(tokenizer.encode("ab"))).containsExactly("<s>", "ab");
        assertThat(tokenizer.decode(tokenizer.encode(" ab"), true)).isEqualTo(" ab");
    }

    @Test
    void specialTokensOfPhi3TakeTheSpaceBehind() {
        var tokenizer = Tokenizer.fromGguf(with("general.architecture", "phi3"));
        assertThat(tokenizer.tokens(tokenizer.encode("a<|end|>\n ab")))
                .containsExactly("<s>", " a", "<|end|>", " ", "ab");
    }

    @Test
    void unsoundVocabulariesAreRefused() {
        refuses(
                "scores",
                List.of(0f, 0f, 0f, -9f, -9f, -9f, -1f, -1f, -3f, 0f),
                "\"ab\" and \"ba\" have the same score, -1.0, so the file does not say which is merged first."
                        + " Load the model from its Hugging Face folder.");
        refuses("scores", List.of(0f), "1 scores for 10 tokens.");
        refuses("scores", List.of(0f, 0f, 0f, Float.NaN, -9f, -9f, -1f, -1f, -3f, 0f), "token 3 has the score NaN.");
        refuses(
                "tokens",
                List.of("<unk>", "<s>", "</s>", "\u2581", "a", "c", "ab", "ba", "\u2581a", "<|end|>"),
                "\"ab\" has the character \"b\", which is no token of its own; such vocabularies are not supported.");
    }
}
