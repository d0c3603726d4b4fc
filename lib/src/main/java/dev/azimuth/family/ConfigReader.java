package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.Arrays;
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
    /** Keys that say nothing about the forward pass: provenance, training, generation, precision. */
    private static final Set<String> INERT = Set.of(
            "architectures",
            "attention_dropout",
            "attn_pdrop",
            "auto_map",
            "classifier_dropout",
            "embd_pdrop",
            "embed_dropout",
            "embedding_dropout",
            "gradient_checkpointing",
            "hidden_dropout",
            "is_decoder",
            "output_router_logits",
            "reorder_and_upcast_attn",
            "resid_dropout",
            "resid_pdrop",
            "residual_dropout",
            "router_aux_loss_coef",
            "router_jitter_noise",
            "task_specific_params",
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

    double number(String key, double otherwise) {
        return optionalNumber(key).orElse(otherwise);
    }

    int integer(String key, int otherwise) {
        return optionalInteger(key).orElse(otherwise);
    }

    /** The whole number at {@code key}; 0 where it is null, which says that there is none, {@code unsaid} where absent. */
    int integerOrNone(String key, int unsaid) {
        return optionalInteger(key).orElse(json.has(key) ? 0 : unsaid);
    }

    String text(String key, String otherwise) {
        JsonNode value = take(key);
        if (!value.isNull() && !value.isTextual()) {
            throw wrong(key, value, "a text");
        }
        return value.isNull() ? otherwise : value.textValue();
    }

    /** The values of the list at {@code key}, each as text; empty where it is absent or null. */
    List<String> list(String key) {
        JsonNode value = take(key);
        if (!value.isNull() && !value.isArray()) {
            throw wrong(key, value, "a list");
        }
        List<String> values = new ArrayList<>();
        value.forEach(each -> {
            if (!each.isValueNode()) {
                throw wrong(key, value, "a list of plain values");
            }
            values.add(each.asText());
        });
        return values;
    }

    List<Double> numbers(String key) {
        try {
            return list(key).stream().map(Double::valueOf).toList();
        } catch (NumberFormatException e) {
            throw wrong(key, take(key), "a list of numbers");
        }
    }

    /** The non-linearity at {@code key}. */
    Nonlinearity nonlinearity(String key, Nonlinearity otherwise) {
        String name = text(key, otherwise.hubName());
        return Nonlinearity.ofHub(name)
                .orElseThrow(() -> wrong(
                        key,
                        name,
                        "one of "
                                + Arrays.stream(Nonlinearity.values())
                                        .map(Nonlinearity::hubName)
                                        .toList()));
    }

    /** Whether there is a value at {@code key}, other than null. */
    boolean has(String key) {
        return json.hasNonNull(key);
    }

    /** The number at {@code key}; 0 where it is null, which says that there is none, {@code unsaid} where it is absent. */
    double numberOrNone(String key, double unsaid) {
        return optionalNumber(key).orElse(json.has(key) ? 0 : unsaid);
    }

    boolean flag(String key, boolean otherwise) {
        JsonNode value = take(key);
        if (!value.isNull() && !value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.isNull() ? otherwise : value.booleanValue();
    }

    /** The object at {@code key}, whose keys are read and refused like these; an empty one where it is absent or null. */
    ConfigReader object(String key) {
        JsonNode value = take(key);
        if (!value.isNull() && !value.isObject()) {
            throw wrong(key, value, "an object");
        }
        return new ConfigReader(where + ": " + key, value);
    }

    /** Takes a key that is understood and changes nothing here. */
    void pass(String key) {
        take(key);
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
                    + ", which is not understood and may change what the model computes."
                    + " A family reads its keys in a file beside dev.azimuth.family.Llama.");
        }
    }

    private JsonNode take(String key) {
        read.add(key);
        JsonNode value = json.get(key);
        return value == null ? NullNode.getInstance() : value;
    }

    /** The refusal of a value. */
    UnsupportedModelException wrong(String key, Object value, String wanted) {
        return new UnsupportedModelException(where + ": '" + key + "' is " + value + ", but must be " + wanted + ".");
    }
}
