package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.tensor.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against scikit-learn, by the table that {@code datasets/shortcuts.py} prints and the data sets' README keeps. */
class ShortcutsTest {
    private static final Path FOLDER = Path.of("../datasets");

    @ParameterizedTest
    @ValueSource(strings = {"question", "code", "truth"})
    void theFiguresAreThoseOfScikitLearn(String contrast) throws IOException {
        double[] expected = Stream.of(cells(contrast).split("[^0-9.]+"))
                .filter(cell -> !cell.isEmpty())
                .mapToDouble(Double::parseDouble)
                .toArray();
        List<Estimate> found =
                List.copyOf(Shortcuts.of(Datasets.contrast(contrast)).aucs().values());
        assertThat(expected).hasSize(12);
        for (int i = 0; i < 4; i++) {
            assertThat(found.get(i).value()).isCloseTo(expected[3 * i], within(0.0101));
            assertThat(found.get(i).low()).isCloseTo(expected[3 * i + 1], within(0.0151));
            assertThat(found.get(i).high()).isCloseTo(expected[3 * i + 2], within(0.0151));
            assertThat(found.get(i).n()).isEqualTo(12);
        }
    }

    /** The README's figures of a contrast. */
    private static String cells(String contrast) throws IOException {
        return Files.readAllLines(FOLDER.resolve("README.md")).stream()
                .filter(line -> line.matches("\\| " + contrast + " \\| \\d+ \\| 12 \\| \\d.*"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("\\| " + contrast + " \\| \\d+ \\| 12", "");
    }

    @Test
    void theCardsHaveTheFiguresOfTheReadme() throws IOException {
        for (String contrast : Datasets.contrastNames()) {
            assertThat(FOLDER.resolve(contrast + ".md")).content().contains(cells(contrast));
        }
    }

    @Test
    void ownDataHasABestShortcutToo() {
        ContrastivePairs shouted = pairs("!", ".");
        Shortcuts shortcuts = Shortcuts.of(shouted);
        assertThat(shortcuts.best().getKey()).isEqualTo("punctuation");
        assertThat(shortcuts.best().getValue()).isEqualTo(new Estimate(1, 1, 1, 24));
        assertThat(shortcuts.aucs().get("length")).isEqualTo(new Estimate(0.5, 0.5, 0.5, 24));
        assertThat(shortcuts.table().name()).isEqualTo("Shortcuts to shouts: 24 pairs of 24 topics");
        assertThat(shortcuts.toHtml()).contains("bag of words", "95 % low");
    }

    @Test
    void whatSeesNoDifferenceIsAtChance() {
        assertThat(Shortcuts.of(pairs("?", "?")).aucs().get("punctuation")).isEqualTo(new Estimate(0.5, 0.5, 0.5, 24));
    }

    private static ContrastivePairs pairs(String positive, String negative) {
        return ContrastivePairs.of(
                "shouts",
                IntStream.range(0, 24).mapToObj(i -> "go " + i + positive).toList(),
                IntStream.range(0, 24).mapToObj(i -> "no " + i + negative).toList());
    }

    @Test
    void pairsOfOneTopicAreRefused() {
        ContrastivePairs one = new ContrastivePairs(
                "one", "a", "b", List.of(new ContrastivePair("x", "y", "t"), new ContrastivePair("v", "w", "t")));
        assertThatThrownBy(() -> Shortcuts.of(one))
                .hasMessage(
                        "No topic can be left out where all pairs are of one, [t]. Give pairs of two topics or more.");
    }
}
