package dev.azimuth.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.util.LengthLimitingStringBuilder;

/** {@code generation}, by which Hugging Face marks what the assistant says, for training; it changes no text. */
final class JinjaGeneration implements Tag {
    private static final long serialVersionUID = 1L;

    @Override
    public String getName() {
        return "generation";
    }

    @Override
    public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
        var out = new LengthLimitingStringBuilder(interpreter.getConfig().getMaxOutputSize());
        for (Node node : tag.getChildren()) {
            out.append(node.render(interpreter));
        }
        return out.toString();
    }
}
