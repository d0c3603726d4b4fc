package dev.azimuth.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The file beside a model in several parts, {@code model.safetensors.index.json}, that says which part holds what. */
final class SafetensorsIndex {
    private static final String WEIGHT_MAP = "weight_map";
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]+\\.safetensors");

    private SafetensorsIndex() {}

    /**
     * The file that holds each tensor, always one in the same folder: an index is no reason to read elsewhere.
     *
     * @throws CheckpointException when it cannot be read, is damaged, or points elsewhere
     */
    static Map<String, String> read(Path file) {
        var index = new LinkedHashMap<String, String>();
        StrictJson.read(file.toString(), JsonFile.bytes(file), 0, (key, value, at) -> {
            if (key.equals(WEIGHT_MAP)) {
                value.properties()
                        .forEach(entry ->
                                index.put(entry.getKey(), plainName(file, at, entry.getKey(), entry.getValue())));
            }
        });
        if (index.isEmpty()) {
            throw StrictJson.damaged(file.toString(), "has no " + WEIGHT_MAP);
        }
        return Collections.unmodifiableMap(index);
    }

    private static String plainName(Path index, long at, String tensor, JsonNode file) {
        if (!file.isTextual() || !PLAIN_NAME.matcher(file.textValue()).matches()) {
            throw new CheckpointException(index + ": " + WEIGHT_MAP + " at byte " + at + " says that tensor " + tensor
                    + " is in " + file + ", which is not the plain name of a .safetensors file.");
        }
        return file.textValue();
    }
}
