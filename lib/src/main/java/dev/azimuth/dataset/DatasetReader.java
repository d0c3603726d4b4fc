package dev.azimuth.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** From rows to data sets, refusing what a careful author would not have meant. */
final class DatasetReader {
    private static final String LABELS = "labels";
    private static final String TOPIC = "topic";

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
                .onlyKnows(Fields.LABELS);
        List<Row> rows = lines.stream().skip(1).map(JsonLines.Line::row).toList();
        return pairsOf(name, rows).labelled(labels.text("positive"), labels.text("negative"));
    }

    /** Pairs of two lists. */
    static ContrastivePairs pairsOf(String name, List<String> positives, List<String> negatives) {
        if (positives.size() != negatives.size()) {
            throw new IllegalArgumentException("%s: %s but %s. A pair needs one of each."
                    .formatted(
                            name,
                            Check.count(positives.size(), "positive text"),
                            Check.count(negatives.size(), "negative text")));
        }
        return pairsOf(
                name,
                IntStream.range(0, positives.size())
                        .mapToObj(i -> new Row(
                                name + ", pair " + (i + 1),
                                "side",
                                Map.of("positive", positives.get(i), "negative", negatives.get(i))))
                        .toList());
    }

    /** Pairs with the plain labels "positive" and "negative"; where no row has a topic, each is a group by itself. */
    static ContrastivePairs pairsOf(String name, List<Row> rows) {
        boolean grouped = rows.stream().anyMatch(row -> row.has(TOPIC));
        List<ContrastivePair> pairs = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (Row row : rows) {
            row.onlyKnows(Fields.PAIR);
            String positive = row.text("positive");
            String negative = row.text("negative");
            if (positive.equals(negative)) {
                throw row.error("positive and negative are the same text: " + Check.quote(positive));
            }
            refuseDuplicate(row, "positive", positive, seen);
            refuseDuplicate(row, "negative", negative, seen);
            if (grouped && !row.has(TOPIC)) {
                throw row.error(row.noun() + " \"topic\" is missing. Give every pair a topic, or none.");
            }
            pairs.add(
                    new ContrastivePair(positive, negative, grouped ? row.text(TOPIC) : "pair " + (pairs.size() + 1)));
        }
        return new ContrastivePairs(name, "positive", "negative", pairs);
    }

    static Prompts prompts(String name, List<Row> rows) {
        Map<String, String> seen = new HashMap<>();
        List<String> texts = new ArrayList<>();
        for (Row row : rows) {
            String text = row.onlyKnows(Fields.PROMPT).text("text");
            refuseDuplicate(row, "text", text, seen);
            texts.add(text);
        }
        return new Prompts(name, texts);
    }

    /** A text that stands twice could stand in two parts of a split, or on both sides. */
    private static void refuseDuplicate(Row row, String name, String text, Map<String, String> seen) {
        String what = row.noun() + " " + Check.quote(name);
        @Nullable String earlier = seen.putIfAbsent(text.strip(), row.place() + ", " + what);
        if (earlier != null) {
            throw row.error(what + " repeats " + earlier + ": " + Check.quote(text));
        }
    }
}
