package dev.azimuth.sae;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.CheckpointException;
import java.nio.file.Path;
import java.util.Optional;

/** Typed access to a {@code cfg.json} from a stranger. A key that is absent or null is empty. */
record SaeFields(Path file, ObjectNode json) {
    Optional<JsonNode> find(String key) {
        return Optional.ofNullable(json.get(key)).filter(value -> !value.isNull());
    }

    Optional<String> text(String key) {
        return find(key).map(value -> {
            if (!value.isTextual()) {
                throw refusal(key, value, "is not a text.");
            }
            return value.textValue();
        });
    }

    /** A text that says true or false in JSON's own way. */
    boolean flag(String key, boolean otherwise) {
        return find(key)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw refusal(key, value, "is neither true nor false.");
                    }
                    return value.booleanValue();
                })
                .orElse(otherwise);
    }

    int whole(String key) {
        JsonNode value = find(key).orElseThrow(() -> new CheckpointException(file + " has no " + key + "."));
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw refusal(key, value, "is not a whole number from 1 to 2^31-1.");
        }
        return value.intValue();
    }

    /** The fields of the object at {@code key}; none where there is none. */
    SaeFields object(String key) {
        JsonNode value = json.get(key);
        if (value == null || value.isNull()) {
            return new SaeFields(file, json.objectNode());
        }
        if (value instanceof ObjectNode object) {
            return new SaeFields(file, object);
        }
        throw refusal(key, value, "is not an object.");
    }

    CheckpointException refusal(String key, JsonNode value, String why) {
        String shown = value.toString();
        return new CheckpointException(
                file + ": " + key + " = " + shown.substring(0, Math.min(shown.length(), 100)) + " " + why);
    }

    CheckpointException refusal(String key, String why) {
        return refusal(key, json.path(key), why);
    }
}
