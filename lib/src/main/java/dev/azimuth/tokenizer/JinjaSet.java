package dev.azimuth.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.TagNode;
import dev.azimuth.tokenizer.PythonValues.Namespace;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code set name = value} and {@code set namespace.name = value}. */
final class JinjaSet implements Tag {
    private static final long serialVersionUID = 1L;
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*(\\w+)(?:\\.(\\w+))?\\s*=(.*)", Pattern.DOTALL);

    @Override
    public String getName() {
        return "set";
    }

    @Override
    public @Nullable String getEndTagName() {
        return null;
    }

    @Override
    public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
        var assignment = ASSIGNMENT.matcher(tag.getHelpers());
        if (!assignment.matches()) {
            throw new JinjaException(
                    "\"set " + tag.getHelpers().strip() + "\" is not supported; \"set name = value\" is.");
        }
        var name = assignment.group(1);
        var attribute = assignment.group(2);
        var value = PythonValues.orUndefined(interpreter.resolveELExpression(assignment.group(3), tag.getLineNumber()));
        if (attribute == null) {
            interpreter.getContext().put(name, value);
        } else if (interpreter.getContext().get(name) instanceof Namespace namespace) {
            namespace.variables().put(attribute, value);
        } else {
            throw new JinjaException("\"" + name + "\" is no namespace; only those can be changed.");
        }
        return "";
    }
}
