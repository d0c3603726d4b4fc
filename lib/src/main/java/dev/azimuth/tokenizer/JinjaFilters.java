package dev.azimuth.tokenizer;

import dev.azimuth.tokenizer.PythonValues.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The filters that chat templates use, as Jinja2 defines them. */
final class JinjaFilters {
    private JinjaFilters() {}

    static Object apply(String name, Object value, List<Object> arguments, Map<String, Object> named) {
        return switch (name + "/" + arguments.size() + (named.isEmpty() ? "" : "+" + named.keySet())) {
            case "trim/0" -> PythonStrings.strip(PythonValues.print(value));
            case "upper/0" -> PythonValues.print(value).toUpperCase(Locale.ROOT);
            case "lower/0" -> PythonValues.print(value).toLowerCase(Locale.ROOT);
            case "capitalize/0" -> PythonStrings.capitalize(PythonValues.print(value));
            case "string/0" -> PythonValues.print(value);
            case "replace/2" -> PythonStrings.call(PythonValues.print(value), "replace", arguments.toArray());
            case "safe/0" -> value;
            case "length/0", "count/0" -> PythonValues.length(value);
            case "list/0" -> PythonValues.items(value);
            case "first/0" -> end(value, true);
            case "last/0" -> end(value, false);
            case "join/0" -> join(value, "");
            case "join/1" -> join(value, PythonValues.string(arguments.get(0)));
            case "default/0", "d/0" -> value instanceof Undefined ? "" : value;
            case "default/1", "d/1" -> value instanceof Undefined ? arguments.get(0) : value;
            case "default/2", "d/2" -> defaultOf(value, arguments.get(0), arguments.get(1));
            case "default/1+[boolean]", "d/1+[boolean]" ->
                defaultOf(value, arguments.get(0), PythonValues.orUndefined(named.get("boolean")));
            case "items/0" -> value instanceof Map<?, ?> map ? JinjaMembers.items(map) : PythonValues.items(value);
            case "tojson/0" -> PythonJson.write(value);
            case "tojson/0+[indent]" -> PythonJson.write(value, PythonValues.integer(named.get("indent")));
            case "map/0+[attribute]" -> attributes(value, PythonValues.string(named.get("attribute")));
            case "select/1", "select/2" -> select(value, "", arguments, true);
            case "reject/1", "reject/2" -> select(value, "", arguments, false);
            case "selectattr/1", "selectattr/2", "selectattr/3" -> selectByAttribute(value, arguments, true);
            case "rejectattr/1", "rejectattr/2", "rejectattr/3" -> selectByAttribute(value, arguments, false);
            default ->
                throw new JinjaException("The filter " + name + " with " + arguments.size() + " arguments"
                        + (named.isEmpty() ? "" : " and " + named.keySet()) + " is not supported.");
        };
    }

    private static Object defaultOf(Object value, Object otherwise, Object alsoIfFalse) {
        boolean absent = value instanceof Undefined || (PythonValues.truth(alsoIfFalse) && !PythonValues.truth(value));
        return absent ? otherwise : value;
    }

    private static Object end(Object value, boolean first) {
        var items = PythonValues.items(value);
        return items.isEmpty() ? new Undefined("item") : items.get(first ? 0 : items.size() - 1);
    }

    private static String join(Object value, String separator) {
        var texts = PythonValues.items(value).stream().map(PythonValues::print).toList();
        long characters = texts.stream().mapToLong(String::length).sum();
        PythonValues.checkLength(characters + (long) texts.size() * separator.length());
        return String.join(separator, texts);
    }

    private static List<Object> attributes(Object value, String name) {
        return new ArrayList<>(PythonValues.items(value).stream()
                .map(item -> JinjaMembers.get(item, name))
                .toList());
    }

    private static List<Object> selectByAttribute(Object value, List<Object> arguments, boolean wanted) {
        var test = arguments.subList(1, arguments.size());
        return select(value, PythonValues.string(arguments.get(0)), test, wanted);
    }

    /** Items, or those whose {@code attribute} passes a test; without a test, those where it is true. */
    private static List<Object> select(Object value, String attribute, List<Object> test, boolean wanted) {
        var selected = new ArrayList<Object>();
        for (var item : PythonValues.items(value)) {
            var subject = attribute.isEmpty() ? item : JinjaMembers.get(item, attribute);
            boolean holds = test.isEmpty()
                    ? PythonValues.truth(subject)
                    : JinjaTest.named(PythonValues.string(test.get(0))).holds(subject, test.subList(1, test.size()));
            if (holds == wanted) {
                selected.add(item);
            }
        }
        return selected;
    }
}
