package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.Gguf;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufTokenizerTest {
    /** A vocabulary of nine tokens: "<s>", "</s>", "<tool>", then "a", "b", a space, digits, "ab" and " ab". */
    private static Map<String, Object> metadata() {
        var metadata = new HashMap<String, Object>();
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", "gpt-2");
        metadata.put(
                "tokenizer.ggml.tokens", List.of("<s>", "</s>", "<tool>", "a", "b", "\u0120", "1", "ab", "\u0120ab"));
        metadata.put("tokenizer.ggml.token_type", List.of(3, 3, 4, 1, 1, 1, 1, 1, 1));
        metadata.put("tokenizer.ggml.merges", List.of("a b", "\u0120 ab"));
        metadata.put("tokenizer.ggml.bos_token_id", 0);
        metadata.put("tokenizer.ggml.eos_token_id", 1);
        return metadata;
    }

    private static Map<String, Object> with(String field, Object value) {
        var metadata = metadata();
        metadata.put("tokenizer.ggml." + field, value);
        return metadata;
    }

    private static void refuses(Map<String, Object> metadata, String message) {
        assertThatThrownBy(() -> Tokenizer.fromGguf(metadata))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void pairsAreMerged() {
        var tokenizer = Tokenizer.fromGguf(metadata());
        assertThat(tokenizer.encode("ab ab a<tool></s>")).containsExactly(7, 8, 5, 3, 2, 1);
        assertThat(tokenizer.decode(new int[] {7, 8, 2, 1}, true)).isEqualTo("ab ab<tool>");
        assertThat(tokenizer.tokens(new int[] {8, 1})).containsExactly(" ab", "</s>");
        assertThat(tokenizer.pad()).isEqualTo(OptionalInt.empty());
        assertThat(tokenizer.chatTemplate()).isEmpty();
        assertThatThrownBy(() -> tokenizer.userTurn("Hi"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("This model has no chat template (GGUF metadata).");
    }

    @Test
    void theFirstTokenIsAddedWhereTheModelAsks() {
        assertThat(Tokenizer.fromGguf(with("add_bos_token", false)).encode("ab"))
                .containsExactly(7);
        var asking = Tokenizer.fromGguf(with("add_bos_token", true));
        assertThat(asking.encode("ab")).containsExactly(0, 7);
        assertThat(asking.encode("<s>ab")).containsExactly(0, 7);
        assertThat(asking.encode("")).containsExactly(0);
        assertThat(asking.toString()).contains("adds [<s>] to a text").contains("without a chat template");
        assertThat(Tokenizer.fromGguf(with("pre", "llama-bpe")).encode("ab")).containsExactly(0, 7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dbrx",
                "deepseek-coder",
                "deepseek-llm",
                "deepseek-r1-qwen",
                "deepseek-v3",
                "default",
                "gpt-2",
                "gpt-4o",
                "llama-bpe",
                "llama-v3",
                "llama3",
                "mpt",
                "olmo",
                "phi-2",
                "qwen2",
                "refact",
                "smollm",
                "starcoder",
                "tekken"
            })
    void everyKnownPreTokenizerIsUnderstood(String name) {
        var metadata = with("pre", name);
        metadata.put("tokenizer.ggml.add_bos_token", false);
        assertThat(Tokenizer.fromGguf(metadata).decode(new int[] {3, 8, 6})).isEqualTo("a ab1");
    }

    @Test
    void otherKindsAreRefusedByName() {
        refuses(
                with("model", "rwkv"),
                "tokenizer.ggml.model: \"rwkv\" is not supported; \"gpt2\" (byte-level BPE), \"llama\" (SentencePiece BPE)"
                        + " and \"t5\" (unigram) are. Load the model from its Hugging Face folder.");
        refuses(
                with("pre", "kimi-k2"),
                "tokenizer.ggml.pre: \"kimi-k2\" is not supported; [dbrx, deepseek-coder, deepseek-llm, deepseek-r1-qwen,"
                        + " deepseek-v3, default, gpt-2, gpt-4o, llama-bpe, llama-v3, llama3, mpt, olmo, phi-2, qwen2, refact,"
                        + " smollm, starcoder, tekken] are."
                        + " Load the model from its Hugging Face folder, whose tokenizer.json needs no such name.");
    }

    @Test
    void unsoundMetadataIsRefusedByField() {
        refuses(Map.of(), "tokenizer.ggml.model: is missing from the GGUF metadata.");
        refuses(with("tokens", "a b"), "tokenizer.ggml.tokens: expected a list, found String a b.");
        refuses(with("merges", List.of(1)), "tokenizer.ggml.merges: expected a list of strings, found Integer 1.");
        refuses(with("tokens", List.of()), "tokenizer.ggml.tokens: is empty.");
        refuses(with("tokens", List.of("a", "b", "a")), "tokenizer.ggml.tokens: \"a\" is both token 0 and token 2.");
        refuses(with("token_type", List.of(1, 1)), "tokenizer.ggml.token_type: 2 types for 9 tokens.");
        refuses(
                with("token_type", List.of(3, 3, 4, 1, 1, 1, 1, 6, 1)),
                "tokenizer.ggml.token_type: token 7, \"ab\", has type 6, a byte; those are spelled <0x00>.");
        refuses(
                with("token_type", List.of(3, 3, 4, 1, 1, 1, 1, 7, 1)),
                "tokenizer.ggml.token_type: token 7 has type 7; expected 1 to 6.");
        refuses(
                with("merges", List.of("ab")),
                "tokenizer.ggml.merges: merge 0, \"ab\", is not two tokens and a space between.");
        refuses(
                with("merges", List.of("a c")),
                "tokenizer.ggml.merges: merge 0, \"a c\", needs \"c\", which is no token.");
        refuses(
                with("merges", List.of("b a")),
                "tokenizer.ggml.merges: merge 0, \"b a\", needs \"ba\", which is no token.");
        refuses(with("merges", List.of("a b", "a b")), "tokenizer.ggml.merges: \"a b\" is both merge 0 and merge 1.");
        refuses(
                with("eos_token_id", (1L << 32) + 1),
                "tokenizer.ggml.eos_token_id: expected a whole number of 32 bits, found Long 4294967297.");
        refuses(
                with("eos_token_id", 1.5f),
                "tokenizer.ggml.eos_token_id: expected a whole number of 32 bits, found Float 1.5.");
        refuses(
                with("token_type", List.of(1L << 32)),
                "tokenizer.ggml.token_type: expected a list of whole numbers of 32 bits, found Long 4294967296.");
        refuses(with("eos_token_id", 9), "tokenizer.ggml.eos_token_id: 9 is no token; there are 9.");
    }

    /** llama.cpp's own vectors. */
    @ParameterizedTest
    @ValueSource(strings = {"gpt-2", "llama-spm"})
    void agreesWithLlamaCpp(String name) throws IOException {
        var path = SharedFixtures.path("tokenizers/ggml-vocab-" + name + ".gguf");
        Tokenizer tokenizer;
        try (var gguf = Gguf.open(path)) {
            var metadata = new HashMap<>(gguf.metadata());
            metadata.put("tokenizer.ggml.add_bos_token", false);
            tokenizer = Tokenizer.fromGguf(metadata);
        }
        var texts = Files.readString(path.resolveSibling(path.getFileName() + ".inp"))
                .split("\n__ggml_vocab_test__\n");
        var ids = Files.readAllLines(path.resolveSibling(path.getFileName() + ".out"));
        assertThat(texts).hasSameSizeAs(ids).hasSize(46);
        for (int i = 0; i < texts.length; i++) {
            var expected = Stream.of(ids.get(i).trim().split(" "))
                    .filter(id -> !id.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            assertThat(tokenizer.encode(texts[i])).as(texts[i]).isEqualTo(expected);
            assertThat(tokenizer.decode(expected)).isEqualTo(texts[i]);
        }
    }
}
