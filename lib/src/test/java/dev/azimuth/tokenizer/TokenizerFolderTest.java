package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.CheckpointException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as Hugging Face writes them, sound and unsound. */
class TokenizerFolderTest {
    private static final String SOUND = """
            {"version": "1.0",
             "added_tokens": [{"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
                               "normalized": false, "special": true},
                              {"id": 6, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
                               "normalized": false, "special": true}],
             "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"},
             "pre_tokenizer": null,
             "post_processor": null,
             "decoder": {"type": "Sequence", "decoders": [
                 {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
                 {"type": "ByteFallback"}, {"type": "Fuse"}]},
             "model": {"type": "BPE", "byte_fallback": true,
                       "vocab": {"<s>": 0, "a": 1, "b": 2, "\u2581": 3, "ab": 4, "<0xC3>": 5},
                       "merges": [["a", "b"]]}}
            """;

    @TempDir
    Path folder;

    private Tokenizer load(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), json);
        return Tokenizer.fromFolder(folder);
    }

    private void refuses(String part, String replacement, String message) {
        assertThat(SOUND).contains(part);
        assertThatThrownBy(() -> load(SOUND.replace(part, replacement)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("tokenizer.json") + ": " + message);
    }

    @Test
    void aSentencePieceVocabularyShowsSpacesAndBytes() throws IOException {
        var tokenizer = load(SOUND);
        assertThat(tokenizer.encode("ab a</s>")).containsExactly(4, 3, 1, 6);
        assertThat(tokenizer.decode(new int[] {4, 3, 1, 6})).isEqualTo("ab a</s>");
        assertThat(tokenizer.tokens(new int[] {0, 4, 3, 5})).containsExactly("<s>", "ab", " ", "\\xC3");
        assertThat(tokenizer.vocabularySize()).isEqualTo(7);
        assertThat(tokenizer.eos()).isEqualTo(OptionalInt.empty());
    }

    @Test
    void specialTokensAndTemplateMayComeFromAnyOfTheirFiles() throws IOException {
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"eos_token\": {\"content\": \"</s>\"}, \"chat_template\": [{\"name\": \"default\", \"template\": \"1\"}]}");
        Files.writeString(folder.resolve("special_tokens_map.json"), "{\"bos_token\": \"<s>\", \"eos_token\": \"a\"}");
        var tokenizer = load(SOUND);
        assertThat(tokenizer.bos()).isEqualTo(OptionalInt.of(0));
        assertThat(tokenizer.eos()).isEqualTo(OptionalInt.of(6));
        assertThat(tokenizer.chat(List.of())).isEqualTo("1");
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ bos_token }}2{{ eos_token }}");
        assertThat(load(SOUND).chat(List.of())).isEqualTo("<s>2</s>");
        Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\": \"<pad>\"}");
        refuses("1.0", "1.0", "pad_token: \"<pad>\" is not in the vocabulary.");
    }

    @Test
    void aFolderWithoutTheFileIsRefused() {
        assertThatThrownBy(() -> Tokenizer.fromFolder(folder))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageStartingWith("No tokenizer.json in " + folder + ".");
    }

    @Test
    void whatIsNotJsonIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> load("{\"model\":\n oops}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.json") + ": line 2, column ");
        assertThatThrownBy(() -> load("[]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("expected a JSON object, found ARRAY.");
    }

    @Test
    void whatIsNotUtf8IsRefused() throws IOException {
        Path template = folder.resolve("chat_template.jinja");
        Files.write(template, new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> load(SOUND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(template + ": is not valid UTF-8.");
        Files.delete(template);
        assertThatThrownBy(() -> load("{\0}\0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.json") + ": line 1, column 3: Illegal character");
    }

    @Test
    void savesEachFileWholeOrNotAtAll() throws IOException {
        var tokenizer = load(SOUND);
        Path saved = folder.resolve("saved");
        Files.createDirectories(saved.resolve("tokenizer_config.json")); // in the way of one of them
        assertThatThrownBy(() -> tokenizer.save(saved))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("Cannot write " + saved.resolve("tokenizer_config.json")
                        + ": it is a folder. Name a file in it.");
        try (var files = Files.list(saved)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void anUnsoundModelIsRefusedByField() {
        refuses(
                "\"BPE\"",
                "\"Unknown\"",
                "model.type: \"Unknown\" is not supported; [BPE, Unigram, WordLevel, WordPiece] are.");
        refuses("\"vocab\"", "\"words\"", "model.vocab: expected an object or a list, found nothing.");
        refuses("\"ab\": 4", "\"ab\": 2", "model.vocab: \"b\" and \"ab\" have the same id, 2.");
        refuses(
                "\"ab\": 4",
                "\"ab\": -1",
                "model.vocab: \"ab\" has the id -1; expected an integer from 0 to 16777216.");
        refuses(
                "\"ab\": 4",
                "\"ab\": \"4\"",
                "model.vocab: \"ab\" has the id \"4\"; expected an integer from 0 to 16777216.");
        refuses("\"merges\"", "\"pairs\"", "model.merges: expected a list.");
        refuses("[\"a\", \"b\"]", "[\"a\"]", "model.merges[0]: expected a pair of tokens, found [\"a\"].");
        refuses("[\"a\", \"b\"]", "\"a b c\"", "model.merges[0]: expected a pair of tokens, found \"a b c\".");
        refuses(
                "[\"a\", \"b\"]",
                "[\"b\", \"a\"]",
                "model.merges[0]: [\"b\",\"a\"] needs \"ba\", which is not in model.vocab.");
        refuses(
                "\"byte_fallback\"",
                "\"unk_token\": \"?\", \"byte_fallback\"",
                "model.unk_token: \"?\" is not in model.vocab.");
    }

    /** Each would end the process inside the native library. */
    @Test
    void whatWouldEndTheProcessIsRefused() {
        refuses(
                "\"byte_fallback\"",
                "\"continuing_subword_prefix\": \"####\", \"byte_fallback\"",
                "model.merges[0]: [\"a\",\"b\"] does not continue with model.continuing_subword_prefix, \"####\".");
        refuses(
                "\"post_processor\": null",
                "\"post_processor\": {\"type\": \"Sequence\", \"processors\": [{\"type\": \"TemplateProcessing\","
                        + "\"single\": [{\"SpecialToken\": {\"id\": \"<s>\", \"type_id\": 0}}], \"pair\": [],"
                        + "\"special_tokens\": {}}]}",
                "post_processor.processors[0].special_tokens: \"<s>\" is missing.");
        refuses(
                "\"post_processor\": null",
                "\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"Sequence\": {\"id\": \"B\","
                        + "\"type_id\": 0}}], \"pair\": [], \"special_tokens\": {}}",
                "post_processor.single: expected the sequence A, found {\"id\":\"B\",\"type_id\":0}.");
        refuses(
                "{\"type\": \"Fuse\"}",
                "{\"type\": \"Strip\", \"content\": \" \", \"start\": 0, \"stop\": 1}",
                "decoder.decoders[2].stop: is 1; only 0 is supported.");
    }

    @Test
    void unsoundAddedTokensAreRefusedByField() {
        refuses("{\"id\": 0,", "{\"id\": 1,", "added_tokens[0].id: \"<s>\" is token 0 in model.vocab, but 1 here.");
        refuses(
                "\"content\": \"</s>\"",
                "\"content\": \"\"",
                "added_tokens[1].content: expected the token's text, found \"\".");
        refuses("\"special\": true}]", "\"special\": 1}]", "added_tokens[1].special: expected true or false, found 1.");
        refuses(
                "{\"id\": 6,",
                "{\"id\": 9,",
                "added_tokens: \"</s>\" should be token 9 but becomes [6]."
                        + " Ids of added tokens must follow model.vocab without a gap.");
    }

    @Test
    void whatOnlyTheNativeLibraryNoticesIsRefusedToo() {
        assertThatThrownBy(() -> load(SOUND.replace(
                        "\"pre_tokenizer\": null",
                        "\"pre_tokenizer\": {\"type\": \"Split\","
                                + "\"pattern\": {\"Regex\": \"(((\"}, \"behavior\": \"Isolated\", \"invert\": false}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.json") + ": not a tokenizer: ")
                .hasMessageContaining("parenthesis");
    }
}
