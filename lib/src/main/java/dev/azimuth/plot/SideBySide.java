package dev.azimuth.plot;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Texts beside each other under headings, such as what a model writes before and after an edit. Each row is marked from
 * the first word in which a column departs from the first column: from there on, two continuations share nothing but
 * chance.
 *
 * <pre>{@code SideBySide.of("before", "after").row("The film was", before, after)}</pre>
 */
public final class SideBySide implements HtmlView {
    private static final String MARK = "background:#fde3b4;color:#000;border-radius:2px";
    private static final String CELL =
            "padding:6px 10px;border-bottom:1px solid #e3e5e9;text-align:left;vertical-align:top;white-space:pre-wrap;color:#000;"
                    + "background:#fff";

    private record Row(String label, List<String> texts) {}

    private final List<String> headings;
    private final List<Row> rows;

    private SideBySide(List<String> headings, List<Row> rows) {
        this.headings = headings;
        this.rows = rows;
    }

    /** Opens a comparison by the headings of its columns, at least two. */
    public static SideBySide of(String... headings) {
        if (headings.length < 2) {
            throw new IllegalArgumentException(
                    "A comparison of " + headings.length + " column. Give at least two headings.");
        }
        return new SideBySide(List.of(headings), List.of());
    }

    /**
     * Adds a row.
     *
     * @param label what the texts answer or go on from, such as the prompt
     * @param texts one text for each column
     */
    public SideBySide row(String label, String... texts) {
        if (texts.length != headings.size()) {
            throw new IllegalArgumentException(
                    "A row of " + texts.length + " texts under " + headings.size() + " headings: " + headings + ".");
        }
        return new SideBySide(headings, Lists.append(rows, new Row(label, List.of(texts))));
    }

    @Override
    public String toHtml() {
        String head = headings.stream()
                .map(heading ->
                        "<th style=\"" + CELL + ";border-bottom:2px solid #9aa1ad\">" + Markup.html(heading) + "</th>")
                .collect(Collectors.joining());
        return "<table style=\"border-collapse:collapse;table-layout:fixed;width:100%;max-width:960px;color:#000;background:#fff;"
                + "font:13px/1.5 " + Style.FONT + "\"><thead><tr>" + head + "</tr></thead><tbody>"
                + rows.stream().map(this::row).collect(Collectors.joining()) + "</tbody></table>";
    }

    private String row(Row row) {
        String label = row.label().isBlank()
                ? ""
                : "<tr><td colspan=\"" + headings.size() + "\" style=\"" + CELL + ";border-bottom:0;color:#5b6270\">"
                        + lines(row.label()) + "</td></tr>";
        List<String> first = words(row.texts().get(0));
        int earliest = row.texts().stream()
                .mapToInt(text -> shared(first, words(text)))
                .min()
                .orElse(first.size());
        String cells = IntStream.range(0, headings.size())
                .mapToObj(i -> {
                    List<String> words = words(row.texts().get(i));
                    int from = i == 0 ? earliest : shared(first, words);
                    return "<td style=\"" + CELL + "\">" + marked(words, from) + "</td>";
                })
                .collect(Collectors.joining());
        return label + "<tr>" + cells + "</tr>";
    }

    /** Words with the white space before them, so that joining them gives the text back. */
    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("(?<=\\S)(?=\\s)"));
    }

    private static int shared(List<String> a, List<String> b) {
        int most = Math.min(a.size(), b.size());
        return IntStream.range(0, most)
                .filter(i -> !a.get(i).equals(b.get(i)))
                .findFirst()
                .orElse(most);
    }

    private static String marked(List<String> words, int from) {
        String same = lines(String.join("", words.subList(0, from)));
        String rest = String.join("", words.subList(from, words.size()));
        return rest.isEmpty() ? same : same + "<mark style=\"" + MARK + "\">" + lines(rest) + "</mark>";
    }

    private static String lines(String text) {
        return text.lines().map(Markup::html).collect(Collectors.joining("<br>"));
    }

    @Override
    public String toString() {
        return "SideBySide[" + String.join(" | ", headings) + "; " + rows.size()
                + (rows.size() == 1 ? " row]" : " rows]");
    }
}
