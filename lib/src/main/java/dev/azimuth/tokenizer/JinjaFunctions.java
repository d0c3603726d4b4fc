package dev.azimuth.tokenizer;

import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.azimuth.tokenizer.PythonValues.Namespace;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The functions that chat templates may call. Jinjava finds them by reflection. */
final class JinjaFunctions {
    /** Python's date letters, and Java's. */
    private static final Map<Character, String> DATE_PATTERNS = Map.ofEntries(
            Map.entry('Y', "yyyy"),
            Map.entry('y', "yy"),
            Map.entry('m', "MM"),
            Map.entry('B', "MMMM"),
            Map.entry('b', "MMM"),
            Map.entry('d', "dd"),
            Map.entry('j', "DDD"),
            Map.entry('A', "EEEE"),
            Map.entry('a', "EEE"),
            Map.entry('H', "HH"),
            Map.entry('I', "hh"),
            Map.entry('M', "mm"),
            Map.entry('S', "ss"),
            Map.entry('p', "a"),
            Map.entry('%', "'%'"));

    private JinjaFunctions() {}

    static List<ELFunctionDefinition> all() {
        return Stream.of("raise_exception", "strftime_now", "namespace")
                .map(name -> new ELFunctionDefinition("", name, JinjaFunctions.class, method(name), Object[].class))
                .toList();
    }

    private static String method(String name) {
        return name.equals("raise_exception") ? "raiseException" : name.equals("strftime_now") ? "strftimeNow" : name;
    }

    static Object raiseException(Object... arguments) {
        throw JinjaException.raisedByTemplate(onlyString("raise_exception", arguments));
    }

    static Object namespace(Object... arguments) {
        var variables = new HashMap<String, Object>();
        for (var argument : arguments) {
            if (!(argument instanceof NamedParameter parameter)) {
                throw new JinjaException("namespace() is supported with named arguments only.");
            }
            variables.put(parameter.getName(), PythonValues.orUndefined(parameter.getValue()));
        }
        return new Namespace(variables);
    }

    static Object strftimeNow(Object... arguments) {
        return strftime(onlyString("strftime_now", arguments), LocalDateTime.now(ZoneId.systemDefault()));
    }

    static String strftime(String format, LocalDateTime time) {
        var text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            var pattern = ++i < format.length() ? DATE_PATTERNS.get(format.charAt(i)) : null;
            if (pattern == null) {
                throw new JinjaException("The date format \"" + format + "\" is not supported.");
            }
            text.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time));
        }
        return text.toString();
    }

    private static String onlyString(String function, Object[] arguments) {
        if (arguments.length == 1 && arguments[0] instanceof String text) {
            return text;
        }
        throw new JinjaException(function + "() takes one string.");
    }
}
