package dev.azimuth.dataset;

import java.util.Map;

/**
 * The texts of one line, table row or pair of a list.
 *
 * @param place where it stands, as in "mine.jsonl, line 3"
 * @param noun what a text is there: a field, a column, a side
 */
record Row(String place, String noun, Map<String, String> fields) {
    /** Refuses what nobody would read. */
    Row onlyKnows(Fields known) {
        fields.keySet().forEach(name -> known.requireKnown(name, place, noun));
        return this;
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The text of that name, which must be there and not blank. */
    String text(String name) {
        String text = fields.get(name);
        if (text == null) {
            throw error(noun + " " + Check.quote(name) + " is missing.");
        }
        if (text.isBlank()) {
            throw error(noun + " " + Check.quote(name) + " is empty.");
        }
        return text;
    }

    IllegalArgumentException error(String message) {
        return new IllegalArgumentException(place + ": " + message);
    }
}
