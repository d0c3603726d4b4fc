package dev.azimuth.dataset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.Table;

/**
 * The data sets that come with the library, each with a card under {@code datasets/} that says how it was made and what
 * it cannot show; and the way in for your own.
 *
 * <p>Files are UTF-8: JSON Lines ({@code .jsonl}), or CSV with a header ({@code .csv}). Pairs have the fields
 * {@code positive}, {@code negative} and {@code topic}, prompts the field {@code text}. Where no pair has a topic, each is a
 * group by itself. Unknown fields, empty texts and texts that stand twice are refused, with their line and column.
 */
public final class Datasets {
    private static final List<String> CONTRASTS = List.of(
            "appropriateness",
            "code",
            "creativity",
            "false-refusal",
            "harmlessness",
            "humor",
            "language",
            "quality",
            "question",
            "reasoning",
            "refusal",
            "sentiment",
            "truth");
    private static final List<String> PROMPTS = List.of("neutral", "perplexity");

    private Datasets() {}

    /**
     * A contrast that comes with the library.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists those there are
     */
    public static ContrastivePairs contrast(String name) {
        check("contrast", name, CONTRASTS);
        return DatasetReader.pairs(name, JsonLines.parse(TextFile.resource(name + ".jsonl")));
    }

    /** Several contrasts that come with the library. */
    public static List<ContrastivePairs> contrasts(String... names) {
        return Arrays.stream(names).map(Datasets::contrast).toList();
    }

    /** Your own pairs. A JSON Lines file may name its sides: {@code {"labels": {"positive": …, "negative": …}}} first. */
    public static ContrastivePairs contrast(Path path) {
        TextFile file = TextFile.read(path);
        return isCsv(file)
                ? DatasetReader.pairsOf(stem(file), Csv.rows(file, Fields.PAIR))
                : DatasetReader.pairs(stem(file), JsonLines.parse(file));
    }

    /** Your own pairs, from a table with the columns positive, negative and, if you like, topic; named as the table is. */
    public static ContrastivePairs contrast(Table table) {
        return DatasetReader.pairsOf(Rows.nameOf(table), Rows.of(table, Fields.PAIR));
    }

    /**
     * Prompts that come with the library.
     *
     * @throws IllegalArgumentException if there are none of that name; the message lists those there are
     */
    public static Prompts prompts(String name) {
        check("set of prompts", name, PROMPTS);
        return prompts(name, TextFile.resource(name + ".jsonl"));
    }

    /** Your own prompts. */
    public static Prompts prompts(Path path) {
        TextFile file = TextFile.read(path);
        return prompts(stem(file), file);
    }

    /** Your own prompts, from a table with the column text; named as the table is. */
    public static Prompts prompts(Table table) {
        return DatasetReader.prompts(Rows.nameOf(table), Rows.of(table, Fields.PROMPT));
    }

    /** The names of the contrasts that come with the library. */
    public static List<String> contrastNames() {
        return CONTRASTS;
    }

    /** The names of the sets of prompts that come with the library. */
    public static List<String> promptNames() {
        return PROMPTS;
    }

    private static Prompts prompts(String name, TextFile file) {
        List<Row> rows = isCsv(file)
                ? Csv.rows(file, Fields.PROMPT)
                : JsonLines.parse(file).stream().map(JsonLines.Line::row).toList();
        return DatasetReader.prompts(name, rows);
    }

    private static void check(String kind, String name, List<String> known) {
        if (!known.contains(name)) {
            throw new IllegalArgumentException("No %s called %s. Known: %s. For your own, pass a Path."
                    .formatted(kind, Check.quote(name), String.join(", ", known)));
        }
    }

    private static boolean isCsv(TextFile file) {
        String name = file.name().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".csv") && !name.endsWith(".jsonl")) {
            throw new IllegalArgumentException(file.name() + ": expected a .jsonl or a .csv file.");
        }
        return name.endsWith(".csv");
    }

    private static String stem(TextFile file) {
        return file.name().substring(0, Math.max(file.name().lastIndexOf('.'), 0));
    }
}
