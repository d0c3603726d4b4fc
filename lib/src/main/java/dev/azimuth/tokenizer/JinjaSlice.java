package dev.azimuth.tokenizer;

import com.hubspot.jinjava.el.ext.AstRangeBracket;
import java.util.ArrayList;
import java.util.List;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/** {@code sequence[start:stop]}, of a list or of a string's characters. */
final class JinjaSlice extends AstRangeBracket {
    JinjaSlice(AstNode base, AstNode start, AstNode stop) {
        super(base, start, stop, false, true, true);
    }

    @Override
    public Object eval(Bindings bindings, ELContext context) {
        var base = prefix.eval(bindings, context);
        if (!(base instanceof String || base instanceof List<?>)) {
            throw new JinjaException("Cannot take a slice of " + PythonValues.kind(base) + ".");
        }
        var items = PythonValues.items(base);
        int start = index(property, 0, items.size(), bindings, context);
        int stop = Math.max(start, index(rangeMax, items.size(), items.size(), bindings, context));
        var slice = items.subList(start, stop);
        return base instanceof String
                ? String.join("", slice.stream().map(Object::toString).toList())
                : new ArrayList<>(slice);
    }

    private static int index(@Nullable AstNode node, int otherwise, int size, Bindings bindings, ELContext context) {
        if (node == null) {
            return otherwise;
        }
        long index = PythonValues.integer(node.eval(bindings, context));
        return (int) Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }
}
