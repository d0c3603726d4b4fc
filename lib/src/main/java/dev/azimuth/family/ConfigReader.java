package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads a {@code config.json} key by key and, at the end, refuses keys that nobody read: what changes the computation
 * and is not understood must not be ignored.
 */
final class ConfigReader {
    /** Keys that say nothing about the forward pass: provenance, training, generation. */
    private static final Set<String> INERT = Set.of(
            "architectures",
            "attention_dropout",
            "bos_token_id",
            "eos_token_id",
            "pad_token_id",
            "initializer_range",
            "is_llama_config",
            "model_type",
            "pretraining_tp",
            "torch_dtype",
            "dtype",
            "transformers_version",
            "use_cache",
            "_name_or_path",
            "transformers.js_config",
            "rope_interleaved",
            "name_or_path");

    private final String where;
    private final JsonNode json;
    private final Set<String> read = new HashSet<>();

    ConfigReader(String where, JsonNode json) {
        this.where = where;
        this.json = json;
    }

    int integer(String key) {
        return optionalInteger(key).orElseThrow(() -> new UnsupportedModelException(where + " lacks '" + key + "'."));
    }

    OptionalInt optionalInteger(String key) {
        JsonNode value = take(key);
        if (value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
            throw wrong(key, value, "a whole number");
        }
        return OptionalInt.of(value.intValue());
    }

    OptionalDouble optionalNumber(String key) {
        JsonNode value = take(key);
        if (value.isNull()) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber()) {
            throw wrong(key, value, "a number");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    boolean flag(String key, boolean otherwise) {
        JsonNode value = take(key);
        if (!value.isNull() && !value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.isNull() ? otherwise : value.booleanValue();
    }

    /** The object at {@code key}; an empty one where it is absent or null. */
    ConfigReader object(String key) {
        JsonNode value = take(key);
        if (!value.isNull() && !value.isObject()) {
            throw wrong(key, value, "an object");
        }
        return new ConfigReader(where + ": " + key, value);
    }

    /** Refuses any value but {@code supported}; absent and null count as it. */
    void require(String key, String supported) {
        JsonNode value = take(key);
        if (!value.isNull() && !value.asText().equals(supported)) {
            throw wrong(key, value, "'" + supported + "', the only one supported");
        }
    }

    void refuseWhatNobodyRead() {
        List<String> unread = new ArrayList<>();
        json.fieldNames().forEachRemaining(key -> {
            if (!read.contains(key) && !INERT.contains(key)) {
                unread.add("'" + key + "' (" + json.get(key) + ")");
            }
        });
        if (!unread.isEmpty()) {
            throw new UnsupportedModelException(where + " asks for " + String.join(", ", unread)
                    + ", which is not understood and may change what the model computes.");
        }
    }

    private JsonNode take(String key) {
        read.add(key);
        JsonNode value = json.get(key);
        return value == null ? NullNode.getInstance() : value;
    }

    private UnsupportedModelException wrong(String key, JsonNode value, String wanted) {
        return new UnsupportedModelException(where + ": '" + key + "' is " + value + ", but must be " + wanted + ".");
    }
}
