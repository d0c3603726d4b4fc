package dev.azimuth.tokenizer;

import com.hubspot.jinjava.el.ext.AstFilterChain;
import com.hubspot.jinjava.el.ext.FilterSpec;
import com.hubspot.jinjava.el.ext.NamedParameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.javax.el.ELContext;

/** {@code value | filter(arguments) | ...}, by {@link JinjaFilters}. */
final class JinjaFilterChain extends AstFilterChain {
    JinjaFilterChain(AstNode input, List<FilterSpec> filters) {
        super(input, filters);
    }

    @Override
    public Object eval(Bindings bindings, ELContext context) {
        var value = PythonValues.orUndefined(input.eval(bindings, context));
        for (var filter : filterSpecs) {
            var positional = new ArrayList<Object>();
            var named = new HashMap<String, Object>();
            for (var argument : evaluateFilterArgs(filter, bindings, context)) {
                if (argument instanceof NamedParameter parameter) {
                    named.put(parameter.getName(), PythonValues.orUndefined(parameter.getValue()));
                } else {
                    positional.add(PythonValues.orUndefined(argument));
                }
            }
            value = JinjaFilters.apply(filter.getName(), value, positional, named);
        }
        return value;
    }
}
