package dev.azimuth.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code json.dumps(value, ensure_ascii=False)}: what chat templates mean by {@code tojson}. */
final class PythonJson {
    private PythonJson() {}

    static String write(Object value) {
        if (value instanceof String text) {
            return quote(text);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> quote(PythonValues.string(e.getKey())) + ": " + write(e.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PythonJson::write).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            return value.toString();
        }
        if (value == PythonValues.NONE) {
            return "null";
        }
        throw new JinjaException("JSON of " + PythonValues.kind(value) + " is not supported.");
    }

    private static String quote(String text) {
        return text.codePoints().mapToObj(PythonJson::escape).collect(Collectors.joining("", "\"", "\""));
    }

    private static String escape(int c) {
        return switch (c) {
            case '"', '\\' -> "\\" + (char) c;
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> c < ' ' ? String.format("\\u%04x", c) : Character.toString(c);
        };
    }
}
