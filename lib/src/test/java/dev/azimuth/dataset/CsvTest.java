package dev.azimuth.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private static final String QUOTING = " A text with a comma, a line break or a quotation mark stands in quotation"
            + " marks, and each one inside it is written twice.";

    private static List<Row> pairs(String text) {
        return Csv.rows(new TextFile("m.csv", text), Fields.PAIR);
    }

    private static List<Row> prompts(String text) {
        return Csv.rows(new TextFile("m.csv", text), Fields.PROMPT);
    }

    private static Row row(int line, String positive, String negative) {
        return new Row("m.csv, line " + line, "column", Map.of("positive", positive, "negative", negative));
    }

    @Test
    void textsAreTakenAsTheyAre() {
        assertThat(pairs("negative,positive\n NA,\"Yes, \"\"yes\"\"\"\n#no,\"\"\"quoted\"\"\"\n\"two\nlines \",\\n\n"))
                .containsExactly(
                        row(2, "Yes, \"yes\"", " NA"), row(3, "\"quoted\"", "#no"), row(4, "\\n", "two\nlines "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesAreCountedThroughQuotedBreaksAndEmptyLines(String end) {
        String text = "positive,negative\n\"a\n\nb\",\"c\nd\"\n\ne,f\n\n\"g\n\",h".replace("\n", end);
        assertThat(pairs(text)).containsExactly(row(2, "a\n\nb", "c\nd"), row(7, "e", "f"), row(9, "g\n", "h"));
    }

    @Test
    void aHeaderMayBreakLinesToo() {
        assertThatThrownBy(() -> pairs("positive,\"nega\ntive\"\na,b"))
                .hasMessageStartingWith("m.csv, line 1: no column \"negative\". Found: \"positive\", \"nega\ntive\".");
    }

    @Test
    void longTextsWithManyBreaksKeepTheCount() {
        String lines = "line\n".repeat(4_000); // more than a parser's buffer
        assertThat(prompts("text\n\"" + lines + "\"\n\"" + lines + "\"\nlast\n"))
                .extracting(Row::place)
                .containsExactly("m.csv, line 2", "m.csv, line 4003", "m.csv, line 8004");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "positive,label;a,b | m.csv, line 1: no column 'negative'. Found: 'positive', 'label'."
                        + " Needed: positive, negative; it may have topic as well.",
                "positive,negative,label;a,b,c"
                        + "| m.csv, line 1: unknown column 'label'. Known: positive, negative, topic.",
                "positive,negative,positive;a,b,c | m.csv, line 1: column 'positive' stands twice.",
                "positive,negative;a,b;c | m.csv, line 3: 1 cell, but the header has 2." + QUOTING,
                "positive,negative;a,b;c,d,e | m.csv, line 3: 3 cells, but the header has 2." + QUOTING,
                "positive,negative;'a;a',b;c,'d | m.csv, line 4: the quotation that begins with 'd' has no end."
                        + QUOTING,
                "positive,negative;a,'b;c,d | m.csv, line 2: the quotation that begins with 'b;c,d' has no end."
                        + QUOTING,
                "positive,negative;a,'b'';c,d | m.csv, line 2: the quotation that begins with 'b'';c,d' has no end."
                        + QUOTING,
                "positive,negative;a,'b'x;c,d | m.csv, line 2: not CSV." + QUOTING + " It may have 100000 characters.",
                "positive,negative;a,b;c,'d' e'" + "| m.csv, line 3: not CSV." + QUOTING
                        + " It may have 100000 characters.",
            })
    void whatIsNotAsItShouldBeIsRefusedByLine(String text, String message) {
        assertThatThrownBy(() -> pairs(text.replace('\'', '"').replace(';', '\n')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.replace("; it", "¦ it")
                        .replace('\'', '"')
                        .replace(';', '\n')
                        .replace('¦', ';'));
    }

    @Test
    void emptyAndRepeatedTextsAreRefusedByLineAndColumn() {
        assertThatThrownBy(() -> DatasetReader.pairsOf("m", pairs("positive,negative\n\"a\nb\",c\nd,\n")))
                .hasMessage("m.csv, line 4: column \"negative\" is empty.");
        assertThatThrownBy(() -> DatasetReader.prompts("m", prompts("text\na\n\"\"\n")))
                .hasMessage("m.csv, line 3: column \"text\" is empty.");
        assertThatThrownBy(() -> DatasetReader.prompts("m", prompts("text\n\"a\n\"\nb\na\n")))
                .hasMessage("m.csv, line 5: column \"text\" repeats m.csv, line 2, column \"text\": \"a\"");
    }

    @Test
    void aFileWithoutAHeaderIsRefused() {
        assertThatThrownBy(() -> prompts(""))
                .hasMessage("m.csv, line 1: no column \"text\". Found: none. Needed: text.");
        assertThat(prompts("text")).isEmpty();
    }

    @Test
    void aLongTextIsRefused() {
        assertThatThrownBy(() -> prompts("text\nshort\n" + "a".repeat(JsonLines.MAX_LINE + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("m.csv, line 3: not CSV. ");
    }
}
