package dev.azimuth.tokenizer;

import static com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates the tokenizer in a GGUF file's metadata into Hugging Face's files. */
final class GgufTokenizer {
    /** Phi-3's special tokens take the whitespace behind them, which GGUF cannot say; these do not. */
    private static final Set<String> PHI3_PLAIN = Set.of("<unk>", "<s>", "<|endoftext|>");

    private final GgufFields fields;
    private final GgufVocabulary vocabulary;
    private final GgufParts parts;

    private GgufTokenizer(Map<String, Object> metadata) {
        fields = new GgufFields(metadata);
        var model = fields.string("model");
        if (!Set.of("gpt2", "llama", "t5").contains(model)) {
            throw fields.error(
                    "model",
                    "\"" + model + "\" is not supported; \"gpt2\" (byte-level BPE), \"llama\" (SentencePiece BPE) and"
                            + " \"t5\" (unigram) are. Load the model from its Hugging Face folder.");
        }
        vocabulary = new GgufVocabulary(fields);
        parts = switch (model) {
            case "gpt2" -> GgufByteLevel.parts(fields, vocabulary);
            case "llama" -> GgufSentencePiece.parts(fields, vocabulary);
            default -> GgufUnigram.parts(fields, vocabulary);
        };
    }

    static TokenizerFiles files(Map<String, Object> metadata) {
        var gguf = new GgufTokenizer(metadata);
        return new TokenizerFiles("GGUF metadata", gguf.tokenizer(), gguf.config());
    }

    private ObjectNode tokenizer() {
        var json = instance.objectNode().put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        json.set("added_tokens", addedTokens());
        json.set("normalizer", parts.normalizer());
        json.set("pre_tokenizer", parts.preTokenizer());
        json.set("post_processor", postProcessor());
        json.set("decoder", parts.decoder());
        json.set("model", parts.model());
        return json;
    }

    private ArrayNode addedTokens() {
        var added = instance.arrayNode();
        boolean isPhi3 = fields.string("model").equals("llama") && fields.isArchitecture("phi3");
        for (int id = 0; id < vocabulary.size(); id++) {
            int type = vocabulary.type(id);
            if (type == GgufVocabulary.CONTROL
                    || type == GgufVocabulary.USER_DEFINED
                    || type == GgufVocabulary.UNKNOWN) {
                added.addObject()
                        .put("id", id)
                        .put("content", vocabulary.token(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", isPhi3 && !PHI3_PLAIN.contains(vocabulary.token(id)))
                        .put("normalized", false)
                        .put("special", type != GgufVocabulary.USER_DEFINED);
            }
        }
        return added;
    }

    private JsonNode postProcessor() {
        var begin = adds("add_bos_token", "bos_token_id", parts.addsBos());
        var end = adds("add_eos_token", "eos_token_id", parts.addsEos());
        if (begin == null && end == null) {
            return parts.postProcessor();
        }
        var template = instance.objectNode().put("type", "TemplateProcessing");
        for (var sequence :
                Map.of("single", List.of("A"), "pair", List.of("A", "B")).entrySet()) {
            var parts = template.putArray(sequence.getKey());
            for (int type = 0; type < sequence.getValue().size(); type++) {
                addPart(parts, "SpecialToken", begin, type);
                addPart(parts, "Sequence", sequence.getValue().get(type), type);
                addPart(parts, "SpecialToken", end, type);
            }
        }
        var special = template.putObject("special_tokens");
        for (var token : new @Nullable String[] {begin, end}) {
            if (token != null) {
                var entry = special.putObject(token).put("id", token);
                entry.putArray("ids").add(vocabulary.id(token));
                entry.putArray("tokens").add(token);
            }
        }
        return template;
    }

    /** The token to add, where the file asks for it, or where its kind does and there is one. */
    private @Nullable String adds(String flag, String field, boolean otherwise) {
        return fields.flag(flag, otherwise && fields.has(field)) ? vocabulary.tokenOf(field) : null;
    }

    private static void addPart(ArrayNode parts, String kind, @Nullable String id, int type) {
        if (id != null) {
            parts.addObject().putObject(kind).put("id", id).put("type_id", type);
        }
    }

    private ObjectNode config() {
        var config = instance.objectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("clean_up_tokenization_spaces", false);
        putToken(config, "bos_token", "bos_token_id");
        putToken(config, "eos_token", "eos_token_id");
        putToken(config, "pad_token", "padding_token_id");
        fields.contextLength().ifPresent(length -> config.put("model_max_length", length));
        fields.chatTemplate().ifPresent(template -> config.put("chat_template", template));
        return config;
    }

    private void putToken(ObjectNode config, String name, String field) {
        if (fields.has(field)) {
            config.put(name, vocabulary.tokenOf(field));
        }
    }
}
