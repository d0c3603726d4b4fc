package dev.azimuth.tokenizer;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import dev.azimuth.tokenizer.PythonValues.Undefined;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code value is name(argument)}, as Jinja2 defines it. */
record JinjaTest(String name, int arguments, BiPredicate<Object, Object> predicate) implements ExpTest {
    private static final Map<String, JinjaTest> ALL = Stream.of(
                    of("defined", value -> !(value instanceof Undefined)),
                    of("undefined", value -> value instanceof Undefined),
                    of("none", value -> value == PythonValues.NONE),
                    of("string", value -> value instanceof String),
                    of("integer", value -> value instanceof Number),
                    of("number", value -> value instanceof Number || value instanceof Boolean),
                    of("boolean", value -> value instanceof Boolean),
                    of("true", value -> Boolean.TRUE.equals(value)),
                    of("false", value -> Boolean.FALSE.equals(value)),
                    of("mapping", value -> value instanceof Map<?, ?>),
                    of("sequence", JinjaTest::isIterable),
                    of("iterable", value -> isIterable(value) || value instanceof Undefined),
                    of("odd", value -> Math.floorMod(PythonValues.integer(value), 2) == 1),
                    of("even", value -> Math.floorMod(PythonValues.integer(value), 2) == 0),
                    new JinjaTest("equalto", 1, PythonValues::equal),
                    new JinjaTest("eq", 1, PythonValues::equal),
                    new JinjaTest("==", 1, PythonValues::equal),
                    new JinjaTest("ne", 1, (a, b) -> !PythonValues.equal(a, b)),
                    new JinjaTest("!=", 1, (a, b) -> !PythonValues.equal(a, b)),
                    new JinjaTest("in", 1, (item, container) -> PythonValues.contains(container, item)))
            .collect(Collectors.toUnmodifiableMap(JinjaTest::name, test -> test));

    private static JinjaTest of(String name, Predicate<Object> predicate) {
        return new JinjaTest(name, 0, (value, nothing) -> predicate.test(value));
    }

    static JinjaTest named(String name) {
        var test = ALL.get(name);
        if (test == null) {
            throw new JinjaException("The test \"is " + name + "\" is not supported.");
        }
        return test;
    }

    private static boolean isIterable(Object value) {
        return value instanceof String || value instanceof List<?> || value instanceof Map<?, ?>;
    }

    boolean holds(Object value, List<Object> given) {
        if (given.size() != arguments) {
            throw new JinjaException(
                    "The test \"is " + name + "\" takes " + arguments + " arguments, not " + given.size() + ".");
        }
        return predicate.test(value, given.isEmpty() ? PythonValues.NONE : given.get(0));
    }

    @Override
    public boolean evaluate(@Nullable Object value, @Nullable JinjavaInterpreter interpreter, Object... given) {
        return holds(PythonValues.orUndefined(value), Arrays.asList(given));
    }

    @Override
    public String getName() {
        return name;
    }
}
