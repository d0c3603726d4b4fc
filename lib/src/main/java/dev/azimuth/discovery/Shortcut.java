package dev.azimuth.discovery;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a classifier that understands nothing sees of a text: numbers by name. */
enum Shortcut {
    LENGTH("length") {
        @Override
        Map<String, Double> read(String text) {
            return Map.of(
                    "characters", (double) text.codePointCount(0, text.length()),
                    "words", (double) words(text).size());
        }
    },
    /** Its marks, and what kind of character ends it: a full stop is another end than a letter. */
    PUNCTUATION("punctuation") {
        @Override
        Map<String, Double> read(String text) {
            Stream<String> marks = text.codePoints()
                    .mapToObj(Character::toString)
                    .filter(c -> MARK.matcher(c).matches());
            String end = "ends in " + Character.getType(text.codePointBefore(text.length()));
            return counts(Stream.concat(marks, Stream.of(end)));
        }
    },
    FIRST_WORD("first word") {
        @Override
        Map<String, Double> read(String text) {
            return counts(words(text).stream().limit(1).map(word -> word.toLowerCase(Locale.ROOT)));
        }
    },
    BAG_OF_WORDS("bag of words") {
        @Override
        Map<String, Double> read(String text) {
            return counts(WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(found -> found.group()));
        }
    };

    private static final Pattern MARK = Pattern.compile("\\p{P}");
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private final String label;

    Shortcut(String label) {
        this.label = label;
    }

    abstract Map<String, Double> read(String text);

    String label() {
        return label;
    }

    private static List<String> words(String text) {
        return Arrays.asList(SPACE.split(text.strip()));
    }

    private static Map<String, Double> counts(Stream<String> parts) {
        Map<String, Double> counts = new LinkedHashMap<>();
        parts.forEach(part -> counts.merge(part, 1.0, Double::sum));
        return counts;
    }
}
