package dev.azimuth.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.util.LengthLimitingStringBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code for name in sequence if condition ... else ... endfor}. Each round has variables of its own, as in Jinja2;
 * Jinjava's rounds see those that the last one set.
 */
final class JinjaFor implements Tag {
    private static final long serialVersionUID = 1L;
    /** Goes back nowhere, since a template may have a million spaces in a row. */
    private static final Pattern LOOP =
            Pattern.compile("\\s*+\\(?+\\s*+(\\w++(?:\\s*+,\\s*+\\w++)*+)(?:\\s*+\\))?+\\s++in\\s(.*)", Pattern.DOTALL);

    private static final Pattern IF = Pattern.compile("if\\b");

    @Override
    public String getName() {
        return "for";
    }

    @Override
    public String interpret(TagNode tag, JinjavaInterpreter jinjava) {
        var interpreter = (JinjaEngine.Interpreter) jinjava;
        var loop = LOOP.matcher(tag.getHelpers());
        if (!loop.matches() || tag.getHelpers().stripTrailing().endsWith(" recursive")) {
            throw new JinjaException("The loop \"for " + tag.getHelpers().strip() + "\" is not supported.");
        }
        var names = List.of(loop.group(1).split("\\s*,\\s*"));
        int condition = topLevelIf(loop.group(2));
        var sequence = condition < 0 ? loop.group(2) : loop.group(2).substring(0, condition);
        var items = PythonValues.items(interpreter.resolveELExpression(sequence, tag.getLineNumber()));
        if (condition >= 0) {
            items = matching(items, names, loop.group(2).substring(condition + 2), interpreter);
        }
        return render(tag, names, items, interpreter);
    }

    private static List<Object> matching(
            List<Object> items, List<String> names, String condition, JinjaEngine.Interpreter interpreter) {
        var matching = new ArrayList<Object>();
        for (var item : items) {
            interpreter.inScope(() -> {
                bind(names, item, interpreter);
                if (PythonValues.truth(interpreter.resolveELExpression(condition, interpreter.getLineNumber()))) {
                    matching.add(item);
                }
            });
        }
        return matching;
    }

    private static String render(
            TagNode tag, List<String> names, List<Object> items, JinjaEngine.Interpreter interpreter) {
        var body = new ArrayList<Node>();
        var otherwise = new ArrayList<Node>();
        var part = body;
        for (var node : tag.getChildren()) {
            if (node instanceof TagNode child && child.getName().equals("else")) {
                part = otherwise;
            } else {
                part.add(node);
            }
        }
        var out = new LengthLimitingStringBuilder(interpreter.getConfig().getMaxOutputSize());
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            var loop = loopVariable(items, i);
            interpreter.countRound();
            interpreter.inScope(() -> {
                bind(names, item, interpreter);
                interpreter.getContext().put("loop", loop);
                body.forEach(node -> out.append(node.render(interpreter)));
            });
        }
        if (items.isEmpty()) {
            otherwise.forEach(node -> out.append(node.render(interpreter)));
        }
        return out.toString();
    }

    private static void bind(List<String> names, Object item, JinjaEngine.Interpreter interpreter) {
        var values = names.size() == 1 ? List.of(item) : PythonValues.items(item);
        if (values.size() != names.size()) {
            throw new JinjaException("Cannot unpack " + values.size() + " values into " + names + ".");
        }
        for (int i = 0; i < names.size(); i++) {
            interpreter.getContext().put(names.get(i), values.get(i));
        }
    }

    private static Map<String, Object> loopVariable(List<Object> items, int i) {
        var loop = new HashMap<String, Object>();
        loop.put("index", i + 1L);
        loop.put("index0", (long) i);
        loop.put("revindex", (long) items.size() - i);
        loop.put("revindex0", items.size() - i - 1L);
        loop.put("length", (long) items.size());
        loop.put("first", i == 0);
        loop.put("last", i == items.size() - 1);
        putIfThere(loop, "previtem", items, i - 1);
        putIfThere(loop, "nextitem", items, i + 1);
        return loop;
    }

    private static void putIfThere(Map<String, Object> loop, String name, List<Object> items, int index) {
        if (0 <= index && index < items.size()) {
            loop.put(name, items.get(index));
        }
    }

    /** Where the loop's condition begins: the word {@code if} outside of brackets and strings. */
    private static int topLevelIf(String expression) {
        int depth = 0;
        @Nullable Character quote = null;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (quote != null) {
                i += c == '\\' ? 1 : 0;
                quote = c == quote ? null : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (depth == 0
                    && i > 0
                    && IF.matcher(expression).region(i, expression.length()).lookingAt()
                    && !Character.isJavaIdentifierPart(expression.charAt(i - 1))) {
                return i;
            } else {
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            }
        }
        return -1;
    }
}
