package dev.azimuth.tokenizer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a text is cut before byte pairs are merged, by the name that GGUF gives it ({@code tokenizer.ggml.pre}), written
 * as tokenizer.json does.
 */
final class PreTokenizers {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String WORD = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
    private static final String REST = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final Map<String, ObjectNode> BY_NAME = new TreeMap<>(Map.of(
            "default", byteLevel(true),
            "gpt-2", byteLevel(true),
            "smollm", sequence(digits(), byteLevel(true)),
            "llama-bpe", sequence(split("\\p{N}{1,3}"), byteLevel(false)),
            "qwen2", sequence(split("\\p{N}"), byteLevel(false))));

    private PreTokenizers() {}

    static ObjectNode named(String name) {
        var found = BY_NAME.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "tokenizer.ggml.pre: \"" + name + "\" is not supported; " + BY_NAME.keySet()
                            + " are. Load the model from its Hugging Face folder, whose tokenizer.json needs no such name.");
        }
        return found.deepCopy();
    }

    static ObjectNode byteLevel(boolean useRegex) {
        return JSON.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", useRegex);
    }

    private static ObjectNode digits() {
        return JSON.objectNode().put("type", "Digits").put("individual_digits", true);
    }

    private static ObjectNode split(String number) {
        var split = JSON.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", String.join("|", CONTRACTION, WORD, number, REST));
        return split.put("behavior", "Isolated").put("invert", false);
    }

    private static ObjectNode sequence(ObjectNode first, ObjectNode second) {
        var sequence = JSON.objectNode().put("type", "Sequence");
        sequence.putArray("pretokenizers").add(first).add(second);
        return sequence;
    }
}
