package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates the tokenizer in a GGUF file's metadata into Hugging Face's files. Byte-level BPE only. */
final class GgufTokenizer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    private static final int BYTE = 6;

    private final GgufFields fields;
    private final List<String> tokens;
    private final List<Integer> types;
    private final List<String> merges;
    private final Map<String, Integer> ids;

    private GgufTokenizer(Map<String, Object> metadata) {
        fields = new GgufFields(metadata);
        var model = fields.string("model");
        if (!model.equals("gpt2")) {
            throw fields.error("model", "\"" + model + "\" is not supported; \"gpt2\" (byte-level BPE) is.");
        }
        tokens = fields.strings("tokens");
        types = fields.has("token_type")
                ? fields.integers("token_type")
                : tokens.stream().map(t -> 1).toList();
        merges = fields.strings("merges");
        ids = ids();
        checkTypes();
        checkMerges();
    }

    static TokenizerFiles files(Map<String, Object> metadata) {
        var gguf = new GgufTokenizer(metadata);
        return new TokenizerFiles("GGUF metadata", gguf.tokenizer(), gguf.config());
    }

    private Map<String, Integer> ids() {
        if (tokens.isEmpty()) {
            throw fields.error("tokens", "is empty.");
        }
        var ids = new HashMap<String, Integer>();
        for (int id = 0; id < tokens.size(); id++) {
            var before = ids.put(tokens.get(id), id);
            if (before != null) {
                throw fields.error(
                        "tokens", "\"" + tokens.get(id) + "\" is both token " + before + " and token " + id + ".");
            }
        }
        return ids;
    }

    private void checkTypes() {
        if (types.size() != tokens.size()) {
            throw fields.error("token_type", types.size() + " types for " + tokens.size() + " tokens.");
        }
        for (int id = 0; id < types.size(); id++) {
            int type = types.get(id);
            if (type < 1 || type >= BYTE) {
                throw fields.error(
                        "token_type", "token " + id + " has type " + type + "; byte-level BPE knows the types 1 to 5.");
            }
        }
    }

    private void checkMerges() {
        var ranks = new HashMap<String, Integer>();
        for (int rank = 0; rank < merges.size(); rank++) {
            var merge = merges.get(rank);
            var pair = merge.split(" ", -1);
            if (pair.length != 2) {
                throw fields.error(
                        "merges", "merge " + rank + ", \"" + merge + "\", is not two tokens and a space between.");
            }
            for (var token : List.of(pair[0], pair[1], pair[0] + pair[1])) {
                if (!ids.containsKey(token)) {
                    throw fields.error(
                            "merges",
                            "merge " + rank + ", \"" + merge + "\", needs \"" + token + "\", which is no token.");
                }
            }
            var before = ranks.put(merge, rank);
            if (before != null) {
                throw fields.error("merges", "\"" + merge + "\" is both merge " + before + " and merge " + rank + ".");
            }
        }
    }

    private ObjectNode tokenizer() {
        var pre = fields.string("pre");
        var json = JSON.objectNode().put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        json.set("added_tokens", addedTokens());
        // Qwen's own tokenizer composes characters first; the others take a text as it is.
        json.set("normalizer", pre.equals("qwen2") ? JSON.objectNode().put("type", "NFC") : JSON.nullNode());
        json.set("pre_tokenizer", PreTokenizers.named(pre));
        json.set("post_processor", postProcessor(pre));
        json.set("decoder", PreTokenizers.byteLevel(true));
        json.set("model", model(pre));
        return json;
    }

    private ArrayNode addedTokens() {
        var added = JSON.arrayNode();
        for (int id = 0; id < tokens.size(); id++) {
            int type = types.get(id);
            if (type == CONTROL || type == USER_DEFINED || type == UNKNOWN) {
                added.addObject()
                        .put("id", id)
                        .put("content", tokens.get(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", type != USER_DEFINED);
            }
        }
        return added;
    }

    private ObjectNode model(String pre) {
        var model = JSON.objectNode().put("type", "BPE");
        for (var absent : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
            model.putNull(absent);
        }
        model.put("fuse_unk", false).put("byte_fallback", false);
        // Llama 3 takes a word that is a token whole, whatever its merges say.
        model.put("ignore_merges", pre.equals("llama-bpe"));
        var vocab = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocab.put(tokens.get(id), id);
        }
        var pairs = model.putArray("merges");
        merges.forEach(pairs::add);
        return model;
    }

    private ObjectNode postProcessor(String pre) {
        var begin = fields.flag("add_bos_token", pre.equals("llama-bpe")) ? token("bos_token_id") : null;
        var end = fields.flag("add_eos_token", false) ? token("eos_token_id") : null;
        if (begin == null && end == null) {
            return PreTokenizers.byteLevel(true);
        }
        var template = JSON.objectNode().put("type", "TemplateProcessing");
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
                entry.putArray("ids").add(ids.get(token));
                entry.putArray("tokens").add(token);
            }
        }
        return template;
    }

    private static void addPart(ArrayNode parts, String kind, @Nullable String id, int type) {
        if (id != null) {
            parts.addObject().putObject(kind).put("id", id).put("type_id", type);
        }
    }

    private ObjectNode config() {
        var config = JSON.objectNode().put("tokenizer_class", "PreTrainedTokenizerFast");
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
            config.put(name, token(field));
        }
    }

    private String token(String field) {
        int id = fields.integer(field);
        if (id < 0 || id >= tokens.size()) {
            throw fields.error(field, id + " is no token; there are " + tokens.size() + ".");
        }
        return tokens.get(id);
    }
}
