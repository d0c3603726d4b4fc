package dev.azimuth.dataset;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, with a header. Every row knows the line of the file on which it begins, however many line breaks
 * the texts before it contain.
 */
final class Csv {
    private static final String QUOTING = "A text with a comma, a line break or a quotation mark stands in quotation"
            + " marks, and each one inside it is written twice.";

    private final String name;
    private final CsvParser parser = new CsvParser(settings());
    private long line = 1; // on which the next record begins

    private Csv(TextFile file) {
        name = file.name();
        parser.beginParsing(new StringReader(file.text().replace("\r\n", "\n").replace('\r', '\n')));
    }

    private static CsvParserSettings settings() {
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setLineSeparator("\n");
        settings.getFormat().setComment('\0');
        settings.setMaxCharsPerColumn(JsonLines.MAX_LINE);
        settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.RAISE_ERROR);
        settings.setIgnoreLeadingWhitespaces(false);
        settings.setIgnoreTrailingWhitespaces(false);
        settings.setSkipEmptyLines(false); // they would not be counted
        settings.setKeepQuotes(true); // or a quotation that the file's end cuts off could not be told from a whole one
        settings.setKeepEscapeSequences(true);
        settings.setNullValue("");
        settings.setEmptyValue("");
        return settings;
    }

    static List<Row> rows(TextFile file, Fields fields) {
        Csv csv = new Csv(file);
        List<Row> rows = new ArrayList<>();
        @Nullable List<String> first = csv.next();
        List<String> header = first == null ? List.of() : first;
        fields.requireIn(header, file.name() + ", line 1");
        while (true) {
            String place = file.name() + ", line " + csv.line;
            @Nullable List<String> cells = csv.next();
            if (cells == null) {
                return rows;
            }
            if (cells.isEmpty()) {
                continue; // an empty line
            }
            if (cells.size() != header.size()) {
                throw new IllegalArgumentException("%s: %s, but the header has %d. %s"
                        .formatted(place, Check.count(cells.size(), "cell"), header.size(), QUOTING));
            }
            Map<String, String> texts = new LinkedHashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                texts.put(header.get(i), cells.get(i));
            }
            rows.add(new Row(place, "column", texts));
        }
    }

    /** The cells of the next record, none on an empty line; null at the end. */
    private @Nullable List<String> next() {
        String @Nullable [] raw = parsed();
        if (raw == null) {
            return null;
        }
        long begins = line;
        List<String> cells = new ArrayList<>();
        for (String cell : raw) {
            cells.add(unquoted(cell, begins));
            line += cell.chars().filter(c -> c == '\n').count();
        }
        line++;
        return raw.length == 1 && raw[0].isEmpty() ? List.of() : cells;
    }

    private String @Nullable [] parsed() {
        try {
            return parser.parseNext();
        } catch (TextParsingException e) {
            throw new IllegalArgumentException(
                    "%s, line %d: not CSV. %s It may have %d characters."
                            .formatted(name, line, QUOTING, JsonLines.MAX_LINE),
                    e);
        }
    }

    private String unquoted(String cell, long begins) {
        if (!cell.startsWith("\"")) {
            return cell;
        }
        if (cell.chars().filter(c -> c == '"').count() % 2 == 1) {
            throw new IllegalArgumentException("%s, line %d: the quotation that begins with %s has no end. %s"
                    .formatted(name, begins, Check.quote(cell.substring(1)), QUOTING));
        }
        return cell.substring(1, cell.length() - 1).replace("\"\"", "\"");
    }
}
