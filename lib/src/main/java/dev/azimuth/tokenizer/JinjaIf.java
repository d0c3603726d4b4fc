package dev.azimuth.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.IfTag;
import com.hubspot.jinjava.tree.TagNode;

/** {@code if}, with Python's notion of what is true; to Jinjava, the text "false" is false. */
final class JinjaIf extends IfTag {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isPositiveIfElseNode(TagNode tag, JinjavaInterpreter interpreter) {
        return PythonValues.truth(interpreter.resolveELExpression(tag.getHelpers(), tag.getLineNumber()));
    }
}
