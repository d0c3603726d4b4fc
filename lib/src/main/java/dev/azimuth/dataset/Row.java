package dev.azimuth.dataset;

import java.util.List;
import java.util.Map;

/**
 * The fields of one line or table row.
 *
 * @param place where it stands, as in "mine.jsonl, line 3"
 */
record Row(String place, Map<String, String> fields) {
    /** Refuses any field that is not among the known. */
    Row onlyKnows(List<String> known) {
        for (String field : fields.keySet()) {
            if (!known.contains(field)) {
                throw error("unknown field " + Check.quote(field) + ". Known: " + String.join(", ", known) + ".");
            }
        }
        return this;
    }

    /** The field's text, which must be there and not blank. */
    String text(String field) {
        String text = fields.get(field);
        if (text == null) {
            throw error("field " + Check.quote(field) + " is missing.");
        }
        if (text.isBlank()) {
            throw error("field " + Check.quote(field) + " is empty.");
        }
        return text;
    }

    IllegalArgumentException error(String message) {
        return new IllegalArgumentException(place + ": " + message);
    }
}
