package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PipelinePartTest {
    private static void refuses(String file, String field, String value, String message) throws IOException {
        var json = (ObjectNode) JsonResource.read("/tokenizers/" + file + ".json");
        json.set(field, new ObjectMapper().readTree(value));
        assertThatThrownBy(() -> TokenizerCheck.check(json, "file"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("file: " + message);
    }

    private static void refuses(String field, String value, String message) throws IOException {
        refuses("word-piece", field, value, message);
    }

    @Test
    void unknownStepsAreRefusedByName() throws IOException {
        refuses(
                "normalizer",
                "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFC\"}, {\"type\": \"Rot13\"}]}",
                "normalizer.normalizers[1].type: \"Rot13\" is not supported; [BertNormalizer, ByteLevel, Lowercase, NFC, NFD,"
                        + " NFKC, NFKD, Nmt, Precompiled, Prepend, Replace, Sequence, Strip, StripAccents] are.");
        refuses(
                "pre_tokenizer",
                "{}",
                "pre_tokenizer.type: \"\" is not supported; [BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits,"
                        + " FixedLength, Metaspace, Punctuation, Sequence, Split, UnicodeScripts, Whitespace,"
                        + " WhitespaceSplit] are.");
        refuses(
                "post_processor",
                "{\"type\": \"NFC\"}",
                "post_processor.type: \"NFC\" is not supported; [BertProcessing, ByteLevel, RobertaProcessing, Sequence,"
                        + " TemplateProcessing] are.");
        refuses(
                "decoder",
                "{\"type\": 1}",
                "decoder.type: \"1\" is not supported; [BPEDecoder, ByteFallback, ByteLevel, CTC, Fuse, Metaspace, Replace,"
                        + " Sequence, Strip, WordPiece] are.");
    }

    @Test
    void unsoundStepsAreRefusedByField() throws IOException {
        refuses(
                "pre_tokenizer",
                "{\"type\": \"FixedLength\", \"length\": 0}",
                "pre_tokenizer.length: is 0; expected a whole number from 1.");
        refuses(
                "normalizer",
                "{\"type\": \"Replace\", \"pattern\": \"a\", \"content\": \"b\"}",
                "normalizer.pattern: expected {\"String\": text} or {\"Regex\": text}.");
        refuses(
                "normalizer",
                "{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}",
                "normalizer.precompiled_charsmap: has 3 bytes; expected a length of 4 bytes first.");
        refuses(
                "post_processor",
                "{\"type\": \"RobertaProcessing\", \"sep\": [\"[SEP]\", 2], \"cls\": [\"[CLS]\", 99]}",
                "post_processor.cls: 99 is the id of no token.");
        refuses(
                "decoder",
                "{\"type\": \"Sequence\", \"decoders\": 1}",
                "decoder.decoders: expected a list of at most 64 steps, and no deeper than 8 lists.");
    }

    @Test
    void unsoundModelsAreRefusedByField() throws IOException {
        refuses(
                "many-steps",
                "model",
                "{\"type\": \"Unigram\", \"unk_id\": null, \"vocab\": [[\"a\", -1.5]]}",
                "model.unk_id: null is no token of model.vocab; a Unigram model needs an unknown token.");
        refuses(
                "many-steps",
                "model",
                "{\"type\": \"Unigram\", \"unk_id\": 1, \"vocab\": [[\"a\", -1.5]]}",
                "model.unk_id: 1 is no token of model.vocab; a Unigram model needs an unknown token.");
        refuses(
                "many-steps",
                "model",
                "{\"type\": \"WordLevel\", \"unk_token\": \"?\", \"vocab\": {\"<unk>\": 0}}",
                "model.unk_token: \"?\" is not in model.vocab.");
        refuses(
                "many-steps",
                "model",
                "{\"type\": \"BPE\", \"dropout\": 0.1, \"vocab\": {\"a\": 0, \"b\": 1}, \"merges\": []}",
                "model.dropout: is 0.1, by which ids would be random; only null is supported.");
    }
}
