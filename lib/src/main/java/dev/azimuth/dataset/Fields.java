package dev.azimuth.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a row of a data set must say, and what it may. */
record Fields(List<String> needed, List<String> optional) {
    static final Fields PAIR = new Fields(List.of("positive", "negative"), List.of("topic"));
    static final Fields PROMPT = new Fields(List.of("text"), List.of());
    static final Fields LABELS = new Fields(PAIR.needed, List.of());

    List<String> all() {
        return Stream.of(needed, optional).flatMap(List::stream).toList();
    }

    /** Refuses a header that lacks a needed column, has one twice, or has one that nobody would read. */
    void requireIn(List<String> header, String place) {
        List<String> missing = new ArrayList<>(needed);
        missing.removeAll(header);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("%s: no column %s. Found: %s. Needed: %s%s."
                    .formatted(
                            place,
                            Check.quote(missing.get(0)),
                            header.isEmpty() ? "none" : Check.quotes(header),
                            String.join(", ", needed),
                            optional.isEmpty() ? "" : "; it may have " + String.join(", ", optional) + " as well"));
        }
        Set<String> seen = new HashSet<>();
        for (String column : header) {
            if (!seen.add(column)) {
                throw new IllegalArgumentException(place + ": column " + Check.quote(column) + " stands twice.");
            }
            requireKnown(column, place, "column");
        }
    }

    void requireKnown(String name, String place, String noun) {
        if (!all().contains(name)) {
            throw new IllegalArgumentException("%s: unknown %s %s. Known: %s."
                    .formatted(place, noun, Check.quote(name), String.join(", ", all())));
        }
    }
}
