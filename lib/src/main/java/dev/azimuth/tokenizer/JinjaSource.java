package dev.azimuth.tokenizer;

import java.util.regex.Pattern;

/**
 * Rewrites a template so that nothing in it depends on whitespace any more: comments go, whitespace control is carried
 * out as Jinja2 does under {@code trim_blocks} and {@code lstrip_blocks}, which is how chat templates are rendered, and
 * what is left of the text between the tags becomes {@code {{ 'text' }}}. String literals get one spelling.
 */
final class JinjaSource {
    private static final Pattern DELIMITER = Pattern.compile("\\{[{%#][-+]?");

    /** Jinjava looks ahead from every bracket to its end, so that deep nesting takes for ever. */
    private static final int DEEPEST = 50;

    private final String template;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private int position = 0;
    private boolean atLineStart = true;

    private JinjaSource(String template) {
        var lines = template.replace("\r\n", "\n").replace('\r', '\n');
        this.template = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    /** @throws JinjaException when a tag, a comment or a string is not closed */
    static String rewrite(String template) {
        return new JinjaSource(template).rewrite();
    }

    private String rewrite() {
        var delimiter = DELIMITER.matcher(template);
        while (delimiter.find(position)) {
            var open = delimiter.group();
            boolean isOutput = open.charAt(1) == '{';
            text.append(textBefore(delimiter.start(), open.substring(2), isOutput));
            position = delimiter.end();
            if (open.charAt(1) == '#') {
                skipComment();
            } else {
                flushText();
                copyTag(isOutput ? "}}" : "%}");
            }
        }
        text.append(template, position, template.length());
        flushText();
        return out.toString();
    }

    private String textBefore(int end, String sign, boolean isOutput) {
        var data = template.substring(position, end);
        if (sign.equals("-")) {
            return PythonStrings.rstrip(data);
        }
        int line = data.lastIndexOf('\n') + 1;
        boolean ownLine = (line > 0 || atLineStart)
                && PythonStrings.strip(data.substring(line)).isEmpty();
        return ownLine && !isOutput && sign.isEmpty() ? data.substring(0, line) : data;
    }

    private void skipComment() {
        int end = template.indexOf("#}", position);
        if (end < 0) {
            throw new JinjaException("The comment " + excerpt(position) + " is not closed.");
        }
        char sign = end > position ? template.charAt(end - 1) : ' ';
        position = end + 2;
        skipAfter(sign, true);
    }

    private void copyTag(String close) {
        int start = position;
        out.append(close.equals("}}") ? "{{ " : "{% ");
        int depth = 0;
        while (position < template.length()) {
            char c = template.charAt(position);
            if (depth == 0 && template.startsWith(close, position + ("+-".indexOf(c) >= 0 ? 1 : 0))) {
                position += template.startsWith(close, position) ? 2 : 3;
                out.append(' ').append(close);
                skipAfter(c, close.equals("%}"));
                return;
            }
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            if (depth > DEEPEST) {
                throw new JinjaException("More than " + DEEPEST + " brackets inside one another are not supported.");
            }
            if (c == '\'' || c == '"') {
                var string = PythonStrings.literalAt(template, position);
                out.append(quoted(string.value()));
                position = string.end();
            } else {
                out.append(c);
                position++;
                // Jinjava would take }} in {{ {'a': {}} }} for the end, and +1 for a sign.
                if (c == '}' || c == '+') {
                    out.append(' ');
                }
            }
        }
        throw new JinjaException("The tag " + excerpt(start) + " is not closed.");
    }

    private void skipAfter(char sign, boolean isBlock) {
        int from = position;
        if (sign == '-') {
            while (position < template.length() && PythonStrings.isSpace(template.charAt(position))) {
                position++;
            }
        } else if (sign != '+' && isBlock && template.startsWith("\n", position)) {
            position++;
        }
        atLineStart = position > from && template.charAt(position - 1) == '\n';
    }

    private void flushText() {
        if (!text.isEmpty()) {
            out.append("{{ ").append(quoted(text.toString())).append(" }}");
            text.setLength(0);
        }
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }

    private String excerpt(int from) {
        return "\"" + template.substring(from, Math.min(template.length(), from + 30)) + "\"";
    }
}
