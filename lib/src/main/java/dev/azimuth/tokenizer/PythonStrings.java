package dev.azimuth.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Python's string literals and methods, as far as chat templates use them. Characters are code points, as there. */
final class PythonStrings {
    /** A literal's value, and the index behind its closing quote. */
    record Literal(String value, int end) {}

    private PythonStrings() {}

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    static String strip(String text) {
        return strip(text, PythonStrings::isSpace, true, true);
    }

    static String rstrip(String text) {
        return strip(text, PythonStrings::isSpace, false, true);
    }

    private static String strip(String text, IntPredicate unwanted, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && unwanted.test(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && start < end && unwanted.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static List<Object> characters(String text) {
        return new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
    }

    static String capitalize(String text) {
        int first = text.isEmpty() ? 0 : Character.charCount(text.codePointAt(0));
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** {@code text.method(arguments)}. */
    static Object call(String text, String method, Object[] arguments) {
        return switch (method) {
            case "strip" -> strip(text, unwanted(arguments), true, true);
            case "lstrip" -> strip(text, unwanted(arguments), true, false);
            case "rstrip" -> strip(text, unwanted(arguments), false, true);
            case "startswith" -> text.startsWith(string(method, arguments, 0, 1));
            case "endswith" -> text.endsWith(string(method, arguments, 0, 1));
            case "replace" -> replace(text, string(method, arguments, 0, 2), string(method, arguments, 1, 2));
            case "split" -> split(text, string(method, arguments, 0, 1));
            case "upper" -> none(method, arguments, text.toUpperCase(Locale.ROOT));
            case "lower" -> none(method, arguments, text.toLowerCase(Locale.ROOT));
            case "capitalize" -> none(method, arguments, capitalize(text));
            default -> throw new JinjaException("The string method " + method + "() is not supported.");
        };
    }

    private static IntPredicate unwanted(Object[] arguments) {
        if (arguments.length == 0) {
            return PythonStrings::isSpace;
        }
        var characters = string("strip", arguments, 0, 1);
        return c -> characters.indexOf(c) >= 0;
    }

    private static String replace(String text, String part, String replacement) {
        PythonValues.checkLength((text.length() + 1L) * (replacement.length() + 1L) / Math.max(1, part.length()));
        return text.replace(part, replacement);
    }

    private static List<Object> split(String text, String separator) {
        if (separator.isEmpty()) {
            throw new JinjaException("split() needs a separator that is not empty.");
        }
        var parts = new ArrayList<Object>();
        int start = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
            parts.add(text.substring(start, at));
            start = at + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String string(String method, Object[] arguments, int index, int count) {
        if (arguments.length == count && arguments[index] instanceof String string) {
            return string;
        }
        throw new JinjaException(method + "() is supported with " + count + " string argument" + (count == 1 ? "" : "s")
                + ", not with " + Arrays.toString(arguments) + ".");
    }

    private static String none(String method, Object[] arguments, String result) {
        if (arguments.length != 0) {
            throw new JinjaException(method + "() takes no argument.");
        }
        return result;
    }

    /** The literal whose opening quote is at {@code start}. */
    static Literal literalAt(String source, int start) {
        char quote = source.charAt(start);
        var value = new StringBuilder();
        int i = start + 1;
        while (i < source.length() && source.charAt(i) != quote) {
            char c = source.charAt(i++);
            if (c != '\\' || i == source.length()) {
                value.append(c);
                continue;
            }
            char escape = source.charAt(i++);
            int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 0;
            if (digits > 0) {
                value.append(hexadecimal(source, i, digits));
                i += digits;
            } else {
                value.append(unescape(escape));
            }
        }
        if (i >= source.length()) {
            throw new JinjaException(
                    "The string " + source.substring(start, Math.min(i, start + 30)) + " is not closed.");
        }
        return new Literal(value.toString(), i + 1);
    }

    private static char hexadecimal(String source, int start, int digits) {
        try {
            return (char) Integer.parseInt(source.substring(start, start + digits), 16);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new JinjaException("A \\x or \\u escape needs " + digits + " hexadecimal digits.");
        }
    }

    private static String unescape(char escape) {
        return switch (escape) {
            case '\\', '\'', '"' -> String.valueOf(escape);
            case '\n' -> "";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'a', 'v', 'N', 'U', '0', '1', '2', '3', '4', '5', '6', '7' ->
                throw new JinjaException("The escape \\" + escape + " is not supported.");
            default -> "\\" + escape; // as Python, which keeps what it does not know
        };
    }
}
