package dev.azimuth.tokenizer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Python's rules for the values in a template: strings, whole numbers, booleans, lists, dictionaries, {@code None} and
 * what is undefined. Where Python has a rule that is not here, there is an error.
 */
final class PythonValues {
    /** Python's {@code None}. */
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    private static final int LONGEST = 1 << 24;

    private PythonValues() {}

    /** A name or a key that is not there. It is false, empty and prints nothing; any other use is an error. */
    record Undefined(String name) {
        @Override
        public String toString() {
            throw new JinjaException("'" + name + "' is undefined.");
        }
    }

    /** What {@code namespace()} makes: variables that a loop can change. */
    record Namespace(Map<String, Object> variables) {}

    static Object orUndefined(@Nullable Object value) {
        return value == null ? new Undefined("the value") : value;
    }

    static boolean truth(@Nullable Object value) {
        if (value == null || value == NONE || value instanceof Undefined) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        return value instanceof Namespace || length(value) > 0;
    }

    static long length(@Nullable Object value) {
        if (value instanceof String text) {
            return PythonStrings.length(text);
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        return items(value).size();
    }

    /** What a loop over {@code value} sees: elements, keys or characters. */
    static List<Object> items(@Nullable Object value) {
        if (value == null || value instanceof Undefined) {
            return List.of();
        }
        if (value instanceof String text) {
            return PythonStrings.characters(text);
        }
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw new JinjaException(kind(value) + " is not a sequence.");
    }

    /** What {@code {{ value }}} prints. */
    static String print(@Nullable Object value) {
        return value == null || value instanceof Undefined ? "" : string(value);
    }

    static String string(@Nullable Object value) {
        if (value instanceof String || value instanceof Long || value instanceof Integer || value == NONE) {
            return value.toString();
        }
        if (value instanceof Boolean flag) {
            return flag ? "True" : "False";
        }
        throw new JinjaException("Text made from " + kind(value) + " is not supported.");
    }

    /** A template that makes longer texts does something else than write a chat. */
    static void checkLength(long length) {
        if (length > LONGEST) {
            throw new JinjaException("A text or a list became longer than " + LONGEST + ".");
        }
    }

    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number && b instanceof Number) {
            return integer(a) == integer(b);
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            return left.size() == right.size() && allEqual(left.iterator(), right.iterator());
        }
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            Set<?> keys = left.keySet();
            return keys.equals(right.keySet()) && keys.stream().allMatch(k -> equal(left.get(k), right.get(k)));
        }
        if ((a instanceof Boolean && b instanceof Number) || (a instanceof Number && b instanceof Boolean)) {
            throw new JinjaException("Comparing a boolean with a number is not supported.");
        }
        boolean undefined = a instanceof Undefined && b instanceof Undefined;
        return undefined || Objects.equals(a, b);
    }

    private static boolean allEqual(Iterator<?> left, Iterator<?> right) {
        while (left.hasNext()) {
            if (!equal(left.next(), right.next())) {
                return false;
            }
        }
        return true;
    }

    static boolean contains(@Nullable Object container, @Nullable Object item) {
        if (container instanceof String text) {
            if (item instanceof String part) {
                return text.contains(part);
            }
            throw new JinjaException("Only a string can be in a string, not " + kind(item) + ".");
        }
        return items(container).stream().anyMatch(other -> equal(other, item));
    }

    static long integer(@Nullable Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw new JinjaException("Expected a whole number, found " + kind(value) + ".");
    }

    /** A value's type, for messages. */
    static String kind(@Nullable Object value) {
        if (value == null) {
            return "an undefined value";
        }
        if (value instanceof Undefined undefined) {
            return "'" + undefined.name() + "', which is undefined";
        }
        if (value == NONE) {
            return "None";
        }
        if (value instanceof Map<?, ?>) {
            return "a dictionary";
        }
        if (value instanceof List<?>) {
            return "a list";
        }
        return value instanceof String ? "a string" : "the value " + value;
    }
}
