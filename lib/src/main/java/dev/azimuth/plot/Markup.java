package dev.azimuth.plot;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text made safe for the place where it is shown. Tokens come from models and can hold anything, so nothing here assumes
 * good will.
 */
final class Markup {
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern ENTITY = Pattern.compile("&(#\\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp);");
    private static final Map<String, String> NAMED =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");

    private Markup() {}

    /** Text inside HTML or XML, between tags or inside quotes. */
    static String html(String text) {
        return visible(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A Plotly label. Plotly reads some tags and entities in it, and MathJax reads what stands between dollars. */
    static String plotly(String text) {
        return visible(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("$", "&#36;");
    }

    /** What a reader sees of a Plotly label: tags dropped, entities resolved. */
    static String plain(String label) {
        return unescape(TAG.matcher(label.replace("<br>", " ")).replaceAll(""));
    }

    /** Resolves the entities that template engines write and Plotly reads. */
    static String unescape(String text) {
        return ENTITY.matcher(text).replaceAll(match -> {
            String name = match.group(1);
            String named = NAMED.get(name);
            if (named != null) {
                return Matcher.quoteReplacement(named);
            }
            int point = name.startsWith("#x")
                    ? Integer.parseInt(name.substring(2), 16)
                    : Integer.parseInt(name.substring(1));
            return Matcher.quoteReplacement(Character.isValidCodePoint(point) ? Character.toString(point) : "\ufffd");
        });
    }

    /** JSON inside a script element: nothing in it can close the element, and nothing ends the line. */
    static String script(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    /** Control characters as their pictures, and half characters as the replacement mark: XML allows neither. */
    static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(point -> out.appendCodePoint(picture(point)));
        return out.toString();
    }

    private static int picture(int point) {
        if (point == '\n') {
            return '↵';
        }
        if (point == '\t') {
            return '⇥';
        }
        if (point < 0x20) {
            return 0x2400 + point;
        }
        boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        return half || point == 0x7f || point == 0xfffe || point == 0xffff ? 0xfffd : point;
    }

    /** A token as a label: spaces at its ends are part of it, so they are shown. */
    static String token(String token) {
        int start = 0;
        int end = token.length();
        while (start < end && token.charAt(start) == ' ') {
            start++;
        }
        while (end > start && token.charAt(end - 1) == ' ') {
            end--;
        }
        return "·".repeat(start) + token.substring(start, end) + "·".repeat(token.length() - end);
    }
}
