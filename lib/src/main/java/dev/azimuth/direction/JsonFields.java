package dev.azimuth.direction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.hook.HookName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** The fields of one JSON object from a stranger, each read with its type; what has not been read in the end is refused. */
public final class JsonFields {
    private static final int LONGEST_TEXT = 10_000; // in characters
    private static final int MOST_OBJECTS = 1000;
    private static final int MOST_NUMBERS = 1 << 20;
    private static final int SHOWN = 60;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path file;
    private final ObjectNode node;
    private final Set<String> unread = new TreeSet<>();

    /** Of {@code node}, which {@code file} holds. */
    public JsonFields(Path file, ObjectNode node) {
        this.file = file;
        this.node = node;
        node.fieldNames().forEachRemaining(unread::add);
    }

    /** A text that will be read back: not too long, and without control characters other than line breaks and tabs. */
    public static String checked(String what, String text) {
        if (!isFine(text)) {
            throw new CheckpointException("A " + what + " may have " + LONGEST_TEXT
                    + " characters, none of them a control character; given were " + text.length() + ".");
        }
        return text;
    }

    private static boolean isFine(String text) {
        return text.length() <= LONGEST_TEXT
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r');
    }

    /** A text that says something. */
    public String text(String key) {
        String text = textOrBlank(key);
        if (text.isBlank()) {
            throw refusal(key, "is empty.");
        }
        return text;
    }

    /** A text that may say nothing. */
    public String textOrBlank(String key) {
        JsonNode value = get(key);
        if (!value.isTextual()) {
            throw refusal(key, "is not a text.");
        }
        String text = value.textValue();
        if (!isFine(text)) {
            throw refusal(key, "is longer than " + LONGEST_TEXT + " characters or has control characters.");
        }
        return text;
    }

    /** A digest. */
    public String sha256(String key) {
        String hash = text(key);
        if (!SHA256.matcher(hash).matches()) {
            throw refusal(key, "is not 64 lower-case hexadecimal digits.");
        }
        return hash;
    }

    /** A hook name. */
    public HookName site(String key) {
        try {
            return HookName.hook(text(key));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file.getFileName() + ": " + key + ": " + e.getMessage(), e);
        }
    }

    /** A finite number. */
    public double number(String key) {
        JsonNode value = get(key);
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw refusal(key, "is not a finite number.");
        }
        return value.doubleValue();
    }

    /** A whole number that is not below 0. */
    public int whole(String key) {
        JsonNode value = get(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw refusal(key, "is not a whole number from 0 to 2^31-1.");
        }
        return value.intValue();
    }

    /** True or false. */
    public boolean flag(String key) {
        JsonNode value = get(key);
        if (!value.isBoolean()) {
            throw refusal(key, "is not true or false.");
        }
        return value.booleanValue();
    }

    /** An array of finite numbers, one or more. */
    public double[] numbers(String key) {
        JsonNode array = get(key);
        if (!array.isArray() || array.isEmpty() || array.size() > MOST_NUMBERS) {
            throw refusal(key, "is not an array of 1 to " + MOST_NUMBERS + " numbers.");
        }
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = array.get(i);
            if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                throw refusal(key, "holds at " + i + " what is not a finite number.");
            }
            numbers[i] = value.doubleValue();
        }
        return numbers;
    }

    /** An object. */
    public JsonFields object(String key) {
        return new JsonFields(file, asObject(key, get(key)));
    }

    /** An array of objects. */
    public List<JsonFields> objects(String key) {
        JsonNode array = get(key);
        if (!array.isArray() || array.size() > MOST_OBJECTS) {
            throw refusal(key, "is not an array of at most " + MOST_OBJECTS + ".");
        }
        List<JsonFields> all = new ArrayList<>();
        array.forEach(each -> all.add(new JsonFields(file, asObject(key, each))));
        return all;
    }

    /** What {@code reader} reads, where the field is there. */
    public <T> Optional<T> find(String key, BiFunction<JsonFields, String, T> reader) {
        return node.has(key) ? Optional.of(reader.apply(this, key)) : Optional.empty();
    }

    /** Refuses fields that nobody has read. */
    public void requireAllRead() {
        if (!unread.isEmpty()) {
            throw new CheckpointException(
                    file.getFileName() + ": unknown fields " + unread + ". A newer Azimuth may have written them.");
        }
    }

    /**
     * What to throw for a field.
     *
     * @param found ends the sentence, and may add another
     */
    public CheckpointException refusal(String key, String found) {
        String value = String.valueOf(node.get(key));
        return new CheckpointException(file.getFileName() + ": " + key + " "
                + (value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value) + " " + found);
    }

    private ObjectNode asObject(String key, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw refusal(key, "is not an object.");
    }

    private JsonNode get(String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new CheckpointException(file.getFileName() + ": field " + key + " is missing.");
        }
        unread.remove(key);
        return value;
    }
}
