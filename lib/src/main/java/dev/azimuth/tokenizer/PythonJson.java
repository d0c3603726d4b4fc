package dev.azimuth.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code json.dumps(value, ensure_ascii=False)}: what chat templates mean by {@code tojson}. */
final class PythonJson {
    private PythonJson() {}

    private static final int WIDEST = 64;

    static String write(Object value) {
        return write(value, "", "", ", ");
    }

    /** One element a line, each {@code indent} spaces further in than what holds it. */
    static String write(Object value, long indent) {
        if (indent < 0 || indent > WIDEST) {
            throw new JinjaException(
                    "tojson() is supported with an indent from 0 to " + WIDEST + ", not " + indent + ".");
        }
        return write(value, "\n", " ".repeat((int) indent), ",");
    }

    /**
     * @param line what stands before the bracket that closes this value; empty when all is on one line
     * @param indent what stands before an element in addition
     */
    private static String write(Object value, String line, String indent, String comma) {
        var inner = line.isEmpty() ? "" : line + indent;
        if (value instanceof String text) {
            return quote(text);
        }
        if (value instanceof Map<?, ?> map) {
            return join(
                    "{",
                    "}",
                    line,
                    inner,
                    comma,
                    map.entrySet().stream()
                            .map(e -> quote(PythonValues.string(e.getKey())) + ": "
                                    + write(e.getValue(), inner, indent, comma)));
        }
        if (value instanceof List<?> list) {
            return join("[", "]", line, inner, comma, list.stream().map(e -> write(e, inner, indent, comma)));
        }
        if (value instanceof Boolean || value instanceof Long || value instanceof Integer) {
            return value.toString();
        }
        if (value == PythonValues.NONE) {
            return "null";
        }
        throw new JinjaException("JSON of " + PythonValues.kind(value) + " is not supported.");
    }

    private static String join(
            String open, String close, String line, String inner, String comma, Stream<String> elements) {
        var all = elements.toList();
        PythonValues.checkLength(all.stream().mapToLong(String::length).sum()); // a list may hold another many times
        return all.isEmpty() ? open + close : open + inner + String.join(comma + inner, all) + line + close;
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
