package dev.azimuth.family;

import java.util.List;
import java.util.Map;

/** Reads an architecture's keys from a GGUF file's metadata. */
final class GgufKeys {
    private final String file;
    private final String prefix;
    private final Map<String, Object> metadata;

    /**
     * @param prefix what the architecture's keys begin with, such as {@code llama.}
     */
    GgufKeys(String file, String prefix, Map<String, Object> metadata) {
        this.file = file;
        this.prefix = prefix;
        this.metadata = metadata;
    }

    int integer(String key) {
        if (!metadata.containsKey(prefix + key)) {
            throw new UnsupportedModelException(file + " lacks the metadata key '" + prefix + key + "'.");
        }
        double value = number(key, 0);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw wrong(key, value, "a whole number");
        }
        return (int) value;
    }

    double number(String key, double otherwise) {
        Object value = metadata.getOrDefault(prefix + key, otherwise);
        if (!(value instanceof Number number)) {
            throw wrong(key, value, "a number");
        }
        // A float32's shortest decimal is what the model's author wrote: 1e-5, not 9.999999747378752e-6.
        return number instanceof Float ? Double.parseDouble(number.toString()) : number.doubleValue();
    }

    /** Refuses any value but {@code supported}; absent counts as it. */
    void refuse(String key, String supported) {
        Object value = metadata.getOrDefault(prefix + key, supported);
        if (!value.toString().equals(supported)) {
            throw wrong(key, value, "'" + supported + "', the only one supported");
        }
    }

    int vocabularySize() {
        return metadata.get("tokenizer.ggml.tokens") instanceof List<?> tokens ? tokens.size() : integer("vocab_size");
    }

    private UnsupportedModelException wrong(String key, Object value, String wanted) {
        return new UnsupportedModelException(
                file + ": the metadata key '" + prefix + key + "' is " + value + ", but must be " + wanted + ".");
    }
}
