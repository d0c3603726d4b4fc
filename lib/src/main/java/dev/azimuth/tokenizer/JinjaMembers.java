package dev.azimuth.tokenizer;

import com.hubspot.jinjava.lib.exptest.ExpTest;
import dev.azimuth.tokenizer.PythonValues.Namespace;
import dev.azimuth.tokenizer.PythonValues.Undefined;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * All that a template can reach from a value: a dictionary's keys and a few of its methods, a list's elements, a
 * string's methods. No Java object has members here.
 */
final class JinjaMembers extends ELResolver {
    private static final Set<String> METHODS = Set.of("get", "items", "keys", "values");

    /** {@code base.name} or {@code base[name]}. */
    static Object get(Object base, String name) {
        if (base instanceof Namespace namespace) {
            return namespace.variables().getOrDefault(name, new Undefined(name));
        }
        if (base instanceof Map<?, ?> map) {
            var value = map.get(name);
            return value == null ? new Undefined(name) : value;
        }
        if (base instanceof Undefined || base == PythonValues.NONE) {
            throw new JinjaException("No '" + name + "' in " + PythonValues.kind(base) + ".");
        }
        if ((base instanceof List<?> || base instanceof String) && name.matches("-?\\d{1,9}")) {
            var items = PythonValues.items(base);
            int index = Integer.parseInt(name) + (name.startsWith("-") ? items.size() : 0);
            return 0 <= index && index < items.size() ? items.get(index) : new Undefined("[" + name + "]");
        }
        return new Undefined(name);
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        var name = property.toString();
        if (base instanceof Map<?, ?> map && METHODS.contains(name) && map.containsKey(name)) {
            // Python takes .items for the method and ['items'] for the key; here they cannot be told apart. Jinjava
            // goes on to call the method after this exception, and after no other.
            throw new IllegalArgumentException("The key '" + name + "' of a dictionary is not supported.");
        }
        return get(base, name);
    }

    @Override
    public Object invoke(
            ELContext context, Object base, Object method, Class<?> @Nullable [] types, Object @Nullable [] arguments) {
        context.setPropertyResolved(true);
        var values = arguments == null ? new Object[0] : arguments;
        if (base instanceof ExpTest test) {
            boolean holds = test.evaluate(
                    values[0], null, List.of(values).subList(2, values.length).toArray());
            return holds == method.equals("evaluate");
        }
        if (base instanceof String text) {
            return PythonStrings.call(text, method.toString(), values);
        }
        if (base instanceof Map<?, ?> map) {
            return call(map, method.toString(), values);
        }
        throw new JinjaException("The method " + method + "() of " + PythonValues.kind(base) + " is not supported.");
    }

    private static Object call(Map<?, ?> map, String method, Object[] arguments) {
        if (method.equals("get") && arguments.length >= 1 && arguments.length <= 2) {
            var value = map.get(arguments[0]);
            return value != null ? value : arguments.length == 2 ? arguments[1] : PythonValues.NONE;
        }
        return switch (method + "/" + arguments.length) {
            case "keys/0" -> new ArrayList<>(map.keySet());
            case "values/0" -> new ArrayList<>(map.values());
            case "items/0" -> items(map);
            default ->
                throw new JinjaException("The dictionary method " + method + "() with " + arguments.length
                        + " arguments is not supported.");
        };
    }

    /** Pairs of key and value. */
    static List<Object> items(Map<?, ?> map) {
        var items = new ArrayList<Object>();
        map.forEach((key, value) -> items.add(List.of(key, value)));
        return items;
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return Object.class;
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new JinjaException("A template cannot change a value.");
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }
}
