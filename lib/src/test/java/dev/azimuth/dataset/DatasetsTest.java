package dev.azimuth.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class DatasetsTest {
    private static final String FIRST = "{\"positive\": \"p\", \"negative\": \"n\", \"topic\": \"t\"}\n";

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void anUnknownNameListsTheKnown() {
        assertThatThrownBy(() -> Datasets.contrasts("sentiment", "irony"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "No contrast called \"irony\". Known: appropriateness, code, creativity, false-refusal, harmlessness, humor, language, quality, question, reasoning, refusal, sentiment, truth. "
                                + "For your own, pass a Path.");
        assertThatThrownBy(() -> Datasets.prompts("../neutral"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No set of prompts called \"../neutral\". Known: neutral, perplexity. "
                        + "For your own, pass a Path.");
    }

    @Test
    void jsonLinesWithAHeader() throws IOException {
        ContrastivePairs pairs = Datasets.contrast(
                file("été.jsonl", "\uFEFF{\"labels\": {\"positive\": \"hot\", \"negative\": \"cold\"}}\n" + FIRST));
        assertThat(pairs)
                .isEqualTo(new ContrastivePairs("été", "hot", "cold", List.of(new ContrastivePair("p", "n", "t"))));
    }

    @Test
    void jsonLinesWithoutAHeaderHavePlainLabels() throws IOException {
        assertThat(Datasets.contrast(file("mine.jsonl", FIRST)))
                .hasToString("mine: 1 pair, positive against negative, 1 topic");
    }

    @Test
    void csvTakesEveryTextAsItIs() throws IOException {
        ContrastivePairs pairs = Datasets.contrast(
                file("mine.CSV", "topic,positive,negative\nt,\"Yes, \"\"yes\"\"\",NA\nt,2,true\nnull,*,NaN\n"));
        assertThat(pairs.name()).isEqualTo("mine");
        assertThat(pairs.pairs())
                .containsExactly(
                        new ContrastivePair("Yes, \"yes\"", "NA", "t"),
                        new ContrastivePair("2", "true", "t"),
                        new ContrastivePair("*", "NaN", "null"));
    }

    @Test
    void promptsFromJsonLinesAndCsv() throws IOException {
        List<String> texts = List.of("one", "two");
        assertThat(Datasets.prompts(file("a.jsonl", "{\"text\": \"one\"}\n{\"text\": \"two\"}")))
                .isEqualTo(new Prompts("a", texts));
        assertThat(Datasets.prompts(file("b.csv", "text\none\ntwo\n"))).isEqualTo(new Prompts("b", texts));
    }

    /** The line {@code bad}, with single quotes for double ones, stands second in the file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'positive': 'a', 'negative': 'b'} | m.jsonl, line 2: field 'topic' is missing. Give every pair a topic, or none.",
                "{'positive': 'a', 'negative': ' ', 'topic': 't'} | m.jsonl, line 2: field 'negative' is empty.",
                "{'positive': 'a', 'negative': 'b', 'topic': 't', 'x': ''}"
                        + "| m.jsonl, line 2: unknown field 'x'. Known: positive, negative, topic.",
                "{'positive': 'a', 'negative': 3, 'topic': 't'}"
                        + "| m.jsonl, line 2: field 'negative' must be a string. Given: 3",
                "{'positive': 'a', 'negative': 'a', 'topic': 't'}"
                        + "| m.jsonl, line 2: positive and negative are the same text: 'a'",
                "{'positive': 'a', 'negative': 'p', 'topic': 't'}"
                        + "| m.jsonl, line 2: field 'negative' repeats m.jsonl, line 1, field 'positive': 'p'",
                "['a', 'b'] | m.jsonl, line 2: expected an object, {'…': '…'}. Given: '['a', 'b']'",
                "{'labels': {'positive': 'a', 'negative': 'b'}}"
                        + "| m.jsonl, line 2: field 'labels' must be a string. Given: {'positive':'a','negative':'b'}",
            })
    void aBadLineIsRefusedWithItsPlace(String bad, String message) throws IOException {
        Path path = file("m.jsonl", FIRST + bad.replace('\'', '"'));
        assertThatThrownBy(() -> Datasets.contrast(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.replace('\'', '"'));
    }

    @Test
    void brokenJsonIsRefusedWithItsColumn() throws IOException {
        Path open = file("m.jsonl", FIRST + "{\"positive\": \"a\",}");
        assertThatThrownBy(() -> Datasets.contrast(open))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("m.jsonl, line 2, column 18: not JSON. ");
        Path twice = file("m.jsonl", "{\"text\": \"a\", \"text\": \"b\"}");
        assertThatThrownBy(() -> Datasets.prompts(twice))
                .hasMessageStartingWith("m.jsonl, line 1, column 21: not JSON. Duplicate field 'text'");
        Path trailing = file("m.jsonl", "{\"text\": \"a\"} {\"text\": \"b\"}");
        assertThatThrownBy(() -> Datasets.prompts(trailing)).hasMessageStartingWith("m.jsonl, line 1, column ");
        Path empty = file("m.jsonl", FIRST + "\n" + FIRST);
        assertThatThrownBy(() -> Datasets.contrast(empty))
                .hasMessage("m.jsonl, line 2: expected an object, {\"…\": \"…\"}. Given: \"\"");
    }

    @Test
    void aBadHeaderIsRefused() throws IOException {
        Path extra =
                file("m.jsonl", "{\"labels\": {\"positive\": \"a\", \"negative\": \"b\"}, \"topic\": \"t\"}\n" + FIRST);
        assertThatThrownBy(() -> Datasets.contrast(extra))
                .hasMessage("m.jsonl, line 1: a header looks like "
                        + "{\"labels\": {\"positive\": \"French\", \"negative\": \"English\"}}.");
        Path half = file("m.jsonl", "{\"labels\": {\"positive\": \"a\"}}\n" + FIRST);
        assertThatThrownBy(() -> Datasets.contrast(half)).hasMessage("m.jsonl, line 1: field \"negative\" is missing.");
    }

    @Test
    void filesWithoutDataAreRefused() throws IOException {
        Path empty = file("m.jsonl", "");
        assertThatThrownBy(() -> Datasets.contrast(empty)).hasMessage("m: no pairs.");
        assertThatThrownBy(() -> Datasets.prompts(empty)).hasMessage("m: no prompts.");
    }

    @Test
    void aLongLineIsRefused() throws IOException {
        Path path = file("m.jsonl", "{\"text\": \"" + "a".repeat(JsonLines.MAX_LINE) + "\"}");
        assertThatThrownBy(() -> Datasets.prompts(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("m.jsonl, line 1: 100012 characters long; a line may have 100000.");
    }

    @Test
    void whatIsNotUtf8IsRefusedWithItsOffset() throws IOException {
        Path path = Files.write(folder.resolve("m.jsonl"), "{\"text\": \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Datasets.prompts(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("m.jsonl: not UTF-8 at byte 10. Save the file as UTF-8.");
    }

    @Test
    void otherKindsOfFileAreRefused() throws IOException {
        Path text = file("mine.txt", FIRST);
        assertThatThrownBy(() -> Datasets.contrast(text)).hasMessage("mine.txt: expected a .jsonl or a .csv file.");
        Path missing = folder.resolve("none.jsonl");
        assertThatThrownBy(() -> Datasets.contrast(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Cannot read " + missing.toAbsolutePath() + ".");
    }

    @Test
    void withoutTopicsEachPairIsAGroupByItself() throws IOException {
        String pairs = "{\"positive\": \"a\", \"negative\": \"b\"}\n{\"positive\": \"c\", \"negative\": \"d\"}\n"
                + "{\"positive\": \"e\", \"negative\": \"f\"}";
        ContrastivePairs mine = Datasets.contrast(file("mine.jsonl", pairs));
        assertThat(mine).hasToString("mine: 3 pairs, positive against negative, each a group by itself");
        assertThat(mine.topics()).containsExactly("pair 1", "pair 2", "pair 3");
        assertThat(mine.split(0.4, 0.3, 0.3).test().size()).isEqualTo(1);
        Path late = file("late.jsonl", "{\"positive\": \"a\", \"negative\": \"b\"}\n" + FIRST);
        assertThatThrownBy(() -> Datasets.contrast(late))
                .hasMessage("late.jsonl, line 1: field \"topic\" is missing. Give every pair a topic, or none.");
    }

    @Test
    void tablesAreReadAsFilesAre() {
        StringColumn positive = StringColumn.create("positive", "a", "c");
        StringColumn negative = StringColumn.create("negative", "b", "d");
        Table pairs = Table.create("mine", negative, positive, StringColumn.create("topic", "t", "u"));
        assertThat(Datasets.contrast(pairs).pairs())
                .containsExactly(new ContrastivePair("a", "b", "t"), new ContrastivePair("c", "d", "u"));
        assertThat(Datasets.contrast(Table.create("mine", positive, negative)))
                .hasToString("mine: 2 pairs, positive against negative, each a group by itself");
        assertThat(Datasets.prompts(Table.create("p", StringColumn.create("text", "a", "b"))))
                .isEqualTo(new Prompts("p", List.of("a", "b")));
        assertThat(Datasets.prompts(Table.create(StringColumn.create("text", "a")))
                        .size())
                .isEqualTo(1);
    }

    @Test
    void aBadTableIsRefusedByRowAndColumn() {
        StringColumn positive = StringColumn.create("positive", "a", "c");
        Table half = Table.create("half", positive, StringColumn.create("label", "x", "y"));
        assertThatThrownBy(() -> Datasets.contrast(half))
                .hasMessage("half: no column \"negative\". Found: \"positive\", \"label\". Needed: positive, negative; "
                        + "it may have topic as well.");
        Table gap = Table.create("gap", positive, StringColumn.create("negative", "b", ""));
        assertThatThrownBy(() -> Datasets.contrast(gap)).hasMessage("gap, row 2: column \"negative\" is empty.");
        Table more = Table.create("more", StringColumn.create("text", "a"), StringColumn.create("id", "1"));
        assertThatThrownBy(() -> Datasets.prompts(more)).hasMessage("more: unknown column \"id\". Known: text.");
        assertThatThrownBy(() -> Datasets.prompts(Table.create("none")))
                .hasMessage("none: no column \"text\". Found: none. Needed: text.");
    }

    @Test
    void aTableOfNumbersIsRefused() {
        Table table = Table.create("numbers", StringColumn.create("positive", "a"), IntColumn.create("negative", 1));
        assertThatThrownBy(() -> Datasets.contrast(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("numbers: column \"negative\" holds INTEGER; it must hold STRING.");
    }
}
