package dev.azimuth.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From rows to data sets, refusing what a careful author would not have meant. */
final class DatasetReader {
    private static final List<String> SIDES = List.of("positive", "negative");
    private static final List<String> PAIR = List.of("positive", "negative", "topic");
    private static final String LABELS = "labels";

    private DatasetReader() {}

    /** Pairs, one a line; the first line may be {@code {"labels": {"positive": "French", "negative": "English"}}}. */
    static ContrastivePairs pairs(String name, List<JsonLines.Line> lines) {
        if (lines.isEmpty() || !lines.get(0).json().has(LABELS)) {
            return pairsOf(name, lines.stream().map(JsonLines.Line::row).toList());
        }
        JsonLines.Line first = lines.get(0);
        if (first.json().size() != 1 || !first.json().path(LABELS).isObject()) {
            throw new IllegalArgumentException(first.place()
                    + ": a header looks like {\"labels\": {\"positive\": \"French\", \"negative\": \"English\"}}.");
        }
        Row labels = new JsonLines.Line(first.place(), first.json().path(LABELS))
                .row()
                .onlyKnows(SIDES);
        List<Row> rows = lines.stream().skip(1).map(JsonLines.Line::row).toList();
        return pairsOf(name, rows).labelled(labels.text("positive"), labels.text("negative"));
    }

    /** Pairs with the plain labels "positive" and "negative". */
    static ContrastivePairs pairsOf(String name, List<Row> rows) {
        List<ContrastivePair> pairs = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (Row row : rows) {
            row.onlyKnows(PAIR);
            String positive = row.text("positive");
            String negative = row.text("negative");
            if (positive.equals(negative)) {
                throw row.error("positive and negative are the same text: " + Check.quote(positive));
            }
            refuseDuplicate(row, "positive", positive, seen);
            refuseDuplicate(row, "negative", negative, seen);
            pairs.add(new ContrastivePair(positive, negative, row.text("topic")));
        }
        return new ContrastivePairs(name, "positive", "negative", pairs);
    }

    static Prompts prompts(String name, List<Row> rows) {
        Map<String, String> seen = new HashMap<>();
        List<String> texts = new ArrayList<>();
        for (Row row : rows) {
            String text = row.onlyKnows(List.of("text")).text("text");
            refuseDuplicate(row, "text", text, seen);
            texts.add(text);
        }
        return new Prompts(name, texts);
    }

    /** A text that stands twice could stand in two parts of a split, or on both sides. */
    private static void refuseDuplicate(Row row, String field, String text, Map<String, String> seen) {
        @Nullable String earlier = seen.putIfAbsent(text.strip(), row.place() + ", field \"" + field + "\"");
        if (earlier != null) {
            throw row.error("field \"" + field + "\" repeats " + earlier + ": " + Check.quote(text));
        }
    }
}
