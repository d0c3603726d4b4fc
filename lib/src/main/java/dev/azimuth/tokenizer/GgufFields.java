package dev.azimuth.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The {@code tokenizer.ggml.*} metadata of a GGUF file, read with types. */
record GgufFields(Map<String, Object> metadata) {
    private static final String PREFIX = "tokenizer.ggml.";

    boolean has(String field) {
        return metadata.containsKey(PREFIX + field);
    }

    String string(String field) {
        return as(String.class, field, value(field), "a string");
    }

    int integer(String field) {
        return whole(field, value(field), "a whole number");
    }

    boolean flag(String field, boolean otherwise) {
        return has(field) ? as(Boolean.class, field, value(field), "a boolean") : otherwise;
    }

    List<String> strings(String field) {
        return list(field, item -> as(String.class, field, item, "a list of strings"));
    }

    List<Integer> integers(String field) {
        return list(field, item -> whole(field, item, "a list of whole numbers"));
    }

    List<Float> floats(String field) {
        return list(
                field,
                item -> as(Number.class, field, item, "a list of numbers").floatValue());
    }

    boolean isArchitecture(String name) {
        return name.equals(metadata.get("general.architecture"));
    }

    Optional<String> chatTemplate() {
        return Optional.ofNullable(metadata.get("tokenizer.chat_template"))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }

    /** The longest text the model was trained on, in tokens. */
    Optional<Integer> contextLength() {
        return Optional.ofNullable(metadata.get(metadata.get("general.architecture") + ".context_length"))
                .filter(length -> length instanceof Long || length instanceof Integer)
                .map(length -> ((Number) length).longValue())
                .filter(length -> length > 0 && length <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    IllegalArgumentException error(String field, String message) {
        return new IllegalArgumentException(PREFIX + field + ": " + message);
    }

    private Object value(String field) {
        var value = metadata.get(PREFIX + field);
        if (value == null) {
            throw error(field, "is missing from the GGUF metadata.");
        }
        return value;
    }

    private <T> List<T> list(String field, Function<Object, T> item) {
        if (!(value(field) instanceof List<?> list)) {
            throw error(field, "expected a list, found " + kind(value(field)) + ".");
        }
        return list.stream().<T>map(item).toList();
    }

    private <T> T as(Class<T> type, String field, Object value, String wanted) {
        if (!type.isInstance(value)) {
            throw error(field, "expected " + wanted + ", found " + kind(value) + ".");
        }
        return type.cast(value);
    }

    /** A number that is cut off to 32 bits could be another token's. */
    private int whole(String field, Object value, String wanted) {
        if (value instanceof Long || value instanceof Integer) {
            long number = ((Number) value).longValue();
            if ((int) number == number) {
                return (int) number;
            }
        }
        throw error(field, "expected " + wanted + " of 32 bits, found " + kind(value) + ".");
    }

    private static String kind(Object value) {
        return value instanceof List<?> ? "a list" : value.getClass().getSimpleName() + " " + value;
    }
}
