package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.azimuth.checkpoint.Gguf;
import dev.azimuth.checkpoint.ModelCache;
import dev.azimuth.checkpoint.PackagedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real tokenizer of SmolLM2. */
class TokenizerTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() {
        try (var gguf = Gguf.open(ModelCache.standard().get(PackagedModel.SMOLLM2_135M_INSTRUCT))) {
            tokenizer = Tokenizer.fromGguf(gguf.metadata());
        }
    }

    /** Prompts, their ids and the model's continuations, from Hugging Face transformers (reference/smollm2_ids.py). */
    @Test
    void idsAgreeWithTransformers() throws IOException {
        var prompts = JsonResource.read("/smollm2/prompts.json");
        var ids = JsonResource.read("/smollm2/ids.json");
        assertThat(prompts.size()).isEqualTo(ids.size()).isEqualTo(8);
        for (int i = 0; i < prompts.size(); i++) {
            var text = prompts.get(i).get("text").asText();
            var expected = ints(ids.get(i).get("input_ids"));
            assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected);
            assertThat(tokenizer.decode(expected)).isEqualTo(text);
            assertThat(tokenizer.decode(ints(ids.get(i).get("generated"))))
                    .isEqualTo(prompts.get(i).get("continuation").asText());
        }
    }

    @Test
    void chatsAreWrittenAsTransformersDoes() throws IOException {
        for (var prompt : JsonResource.read("/smollm2/prompts.json")) {
            if (prompt.get("kind").asText().equals("chat")) {
                var messages = JsonResource.items(prompt.get("prompt"))
                        .map(m -> new ChatMessage(
                                m.get("role").asText(), m.get("content").asText()))
                        .toList();
                assertThat(tokenizer.chat(messages))
                        .isEqualTo(prompt.get("text").asText());
            }
        }
    }

    @Test
    void aUserTurnStandsAlone() {
        assertThat(tokenizer.userTurn("Hello {{ name }}\n"))
                .isEqualTo("<|im_start|>user\nHello {{ name }}\n<|im_end|>\n");
    }

    @Test
    void anyTextComesBack() {
        var random = new Random(20260101);
        for (int round = 0; round < 500; round++) {
            var text = new StringBuilder();
            IntStream.range(0, random.nextInt(40)).forEach(i -> text.appendCodePoint(codePoint(random)));
            assertThat(tokenizer.decode(tokenizer.encode(text.toString()))).isEqualTo(text.toString());
        }
    }

    /**
     * Of every length in UTF-8, spaces and digits often. Without surrogates, without the {@code <} that begins a special
     * token, and without the control characters and empty planes for whose bytes SmolLM2 has no token.
     */
    private static int codePoint(Random random) {
        int[] bounds = {0x80, 0x800, 0xD800, 0x40000};
        int c = random.nextInt(4) == 0
                ? " \n\t0123aE'".codePointAt(random.nextInt(10))
                : random.nextInt(bounds[random.nextInt(bounds.length)]);
        boolean spelled = c >= ' ' || c == '\n' || c == '\t';
        return !spelled || c == '<' || (0xD800 <= c && c < 0xE000) ? ' ' : c;
    }

    @Test
    void bytesWithoutATokenAreLeftOutAsInTransformers() {
        assertThat(tokenizer.decode(tokenizer.encode("a\u0004b"))).isEqualTo("ab");
    }

    @Test
    void halfOfASurrogatePairIsRefused() {
        assertThatThrownBy(() -> tokenizer.encode("ab\uD83D"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The text has half of a surrogate pair, \\uD83D, at index 2.");
        assertThat(tokenizer.decode(tokenizer.encode("ab\uD83D\uDE42\0"))).isEqualTo("ab\uD83D\uDE42\0");
    }

    @Test
    void longTextsAreNotCut() {
        assertThat(tokenizer.encode("word ".repeat(10_000))).hasSizeGreaterThan(9_999);
    }

    @Test
    void specialTokensAreOneTokenEach() {
        assertThat(tokenizer.encode("<|im_start|>user<|im_end|>"))
                .hasSize(3)
                .startsWith(1)
                .endsWith(2);
        assertThat(tokenizer.decode(new int[] {1, 28120, 2}, true)).isEqualTo(tokenizer.token(28120));
        assertThat(tokenizer.bos()).isEqualTo(OptionalInt.of(1));
        assertThat(tokenizer.eos()).isEqualTo(OptionalInt.of(2));
        assertThat(tokenizer.pad()).isEqualTo(OptionalInt.of(2));
    }

    @Test
    void tokensShowAsText() {
        assertThat(tokenizer.tokens(tokenizer.encode("The Eiffel Tower is in")))
                .containsExactly("The", " E", "iffel", " Tower", " is", " in");
        assertThat(String.join("", tokenizer.tokens(tokenizer.encode("<|im_start|>a\n b"))))
                .isEqualTo("<|im_start|>a\n b");
        for (int id = 0; id < tokenizer.vocabularySize(); id++) {
            assertThat(tokenizer.token(id)).isNotEmpty();
        }
        assertThat(tokenizer.tokens(tokenizer.encode("\uD83E\uDD99"))).allMatch(t -> t.startsWith("\\x"));
    }

    @Test
    void idsBehindTheVocabularyAreShownAndAddNoText() {
        assertThat(tokenizer.tokens(new int[] {28120, 49152, 1 << 30}))
                .containsExactly(tokenizer.token(28120), "<unused 49152>", "<unused 1073741824>");
        assertThat(tokenizer.decode(new int[] {28120, 49152, 28120}))
                .isEqualTo(tokenizer.token(28120).repeat(2));
    }

    @Test
    void negativeIdsAreRefused() {
        assertThatThrownBy(() -> tokenizer.token(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No token -1; ids begin at 0.");
        assertThatThrownBy(() -> tokenizer.decode(new int[] {1, -1})).hasMessage("No token -1; ids begin at 0.");
    }

    @Test
    void threadsMayShareIt() {
        var texts = IntStream.range(0, 200)
                .mapToObj(i -> "Text " + i + " \uD83D\uDE42".repeat(i))
                .toList();
        var alone = texts.stream().map(tokenizer::encode).toList();
        var together = texts.parallelStream().map(tokenizer::encode).toList();
        assertThat(together).usingRecursiveComparison().isEqualTo(alone);
    }

    @Test
    void aSavedFolderGivesTheSame(@TempDir Path folder) throws IOException {
        tokenizer.save(folder);
        assertThat(folder)
                .isDirectoryContaining("glob:**tokenizer.json")
                .isDirectoryContaining("glob:**tokenizer_config.json")
                .isDirectoryContaining("glob:**special_tokens_map.json");
        var again = Tokenizer.fromFolder(folder);
        var text = "<|im_start|>user\nna\u00EFve 2024 \uD83D\uDE42\t\n<|im_end|>";
        assertThat(again.encode(text)).isEqualTo(tokenizer.encode(text));
        assertThat(again.chat(List.of(ChatMessage.user("Hi"))))
                .isEqualTo(tokenizer.chat(List.of(ChatMessage.user("Hi"))));
        assertThat(again).hasToString(tokenizer.toString());
    }

    @Test
    void printsTheDefaultsInForce() {
        assertThat(tokenizer)
                .hasToString("Tokenizer: BPE, 49152 tokens, bos <|im_start|> (1), eos <|im_end|> (2), "
                        + "pad <|im_end|> (2), adds no special tokens, with a chat template");
    }

    private static int[] ints(JsonNode list) {
        return JsonResource.items(list).mapToInt(JsonNode::asInt).toArray();
    }
}
