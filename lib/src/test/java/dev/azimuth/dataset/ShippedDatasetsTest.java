package dev.azimuth.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the cards promise of the data sets in the jar. */
class ShippedDatasetsTest {
    private static final Path FOLDER = Path.of("..", "datasets");

    private record Entry(String text, String topic) {}

    static List<ContrastivePairs> contrasts() {
        return Datasets.contrasts(Datasets.contrastNames().toArray(String[]::new));
    }

    /** All but {@code code}: a program ends in a bracket or a semicolon. */
    static List<ContrastivePairs> contrastsOfSentences() {
        return contrasts().stream()
                .filter(contrast -> !contrast.name().equals("code"))
                .toList();
    }

    static List<Prompts> prompts() {
        return Datasets.promptNames().stream().map(Datasets::prompts).toList();
    }

    @Test
    void everyFileInTheFolderIsKnownAndHasACard() throws IOException {
        Set<String> known = new HashSet<>(Datasets.contrastNames());
        known.addAll(Datasets.promptNames());
        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<String> data = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl"))
                    .map(name -> name.replace(".jsonl", ""))
                    .collect(Collectors.toSet());
            assertThat(known).isEqualTo(data);
        }
        assertThat(known)
                .allSatisfy(name -> assertThat(FOLDER.resolve(name + ".md"))
                        .content()
                        .contains("Apache-2.0")
                        .contains("## Limits"));
        assertThat(FOLDER.resolve("README.md"))
                .content()
                .contains(known.stream().map(name -> name + ".md").toList());
    }

    @ParameterizedTest
    @MethodSource("contrasts")
    void aContrastHasTenPairsOrMoreInEachOfTwelveTopics(ContrastivePairs contrast) {
        assertThat(contrast.pairs().stream()
                        .collect(Collectors.groupingBy(ContrastivePair::topic, Collectors.counting())))
                .hasSize(12)
                .allSatisfy((topic, pairs) -> assertThat(pairs).isGreaterThanOrEqualTo(10));
    }

    @ParameterizedTest
    @MethodSource("contrasts")
    void textsAreShortAndTidy(ContrastivePairs contrast) {
        assertThat(entries(contrast)).allSatisfy(entry -> {
            assertThat(entry.text().split(" ", -1)).hasSizeBetween(3, 20);
            assertThat(entry.text()).isEqualTo(entry.text().strip()).doesNotContain("  ");
        });
    }

    @ParameterizedTest
    @MethodSource("contrasts")
    void noTextComesBackInAnotherTopic(ContrastivePairs contrast) {
        assertThat(entries(contrast))
                .extracting(entry -> entry.text().toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates();
        assertThat(contrast.nearDuplicates().rowCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("contrasts")
    void sidesAreEquallyLong(ContrastivePairs contrast) {
        double positive = meanWords(contrast, ContrastivePair::positive);
        double negative = meanWords(contrast, ContrastivePair::negative);
        assertThat(positive / negative).isCloseTo(1, within(0.03));
    }

    @ParameterizedTest
    @MethodSource("contrastsOfSentences")
    void thePunctuationAtTheEndIsTheSameWithinAPair(ContrastivePairs contrast) {
        assertThat(contrast.pairs())
                .allSatisfy(pair -> assertThat(ending(pair.positive())).isEqualTo(ending(pair.negative())));
    }

    @Test
    void questionsAndCommandsEndWithoutPunctuation() {
        assertThat(entries(Datasets.contrast("question")))
                .extracting(entry -> ending(entry.text()))
                .containsOnly("");
    }

    @Test
    void contrastsNameTheirSides() {
        assertThat(contrasts())
                .extracting(ContrastivePairs::toString)
                .containsExactly(
                        "appropriateness: 126 pairs, appropriate against inappropriate, 12 topics",
                        "code: 120 pairs, code against prose, 12 topics",
                        "creativity: 120 pairs, inventive against conventional, 12 topics",
                        "false-refusal: 161 pairs, sounds harmful against sounds harmless, 12 topics",
                        "harmlessness: 121 pairs, harmless against harmful, 12 topics",
                        "humor: 120 pairs, humorous against plain, 12 topics",
                        "language: 120 pairs, French against English, 12 topics",
                        "quality: 120 pairs, good against poor, 12 topics",
                        "question: 120 pairs, question against command, 12 topics",
                        "reasoning: 120 pairs, reasoning against description, 12 topics",
                        "refusal: 180 pairs, harmful against harmless, 12 topics",
                        "sentiment: 120 pairs, positive against negative, 12 topics",
                        "truth: 120 pairs, true against false, 12 topics");
    }

    @ParameterizedTest
    @MethodSource("contrasts")
    void theUsualSplitKeepsTopicsApart(ContrastivePairs contrast) {
        Split<ContrastivePairs> split = contrast.split(0.6, 0.2, 0.2);
        assertThat((double) split.train().size() / contrast.size()).isCloseTo(0.6, within(0.05));
        assertThat(split.train().size()
                        + split.validation().size()
                        + split.test().size())
                .isEqualTo(contrast.size());
        List<String> topics = new ArrayList<>(split.train().topics());
        topics.addAll(split.validation().topics());
        topics.addAll(split.test().topics());
        assertThat(topics).doesNotHaveDuplicates().hasSize(12);
    }

    @Test
    void promptsHaveTheSizesOnTheirCards() {
        assertThat(prompts())
                .extracting(Prompts::toString)
                .containsExactly("neutral: 240 prompts", "perplexity: 40 prompts");
        assertThat(Datasets.prompts("perplexity").texts())
                .allSatisfy(text -> assertThat(text.split(" ", -1)).hasSizeBetween(60, 90));
        assertThat(Datasets.prompts("neutral").texts())
                .allSatisfy(text -> assertThat(text.split("\\s+", -1)).hasSizeBetween(2, 31));
    }

    @Test
    void noPromptIsAlsoInAContrast() {
        Set<String> neutral = new HashSet<>(Datasets.prompts("neutral").texts());
        assertThat(contrasts())
                .allSatisfy(contrast ->
                        assertThat(entries(contrast)).extracting(Entry::text).doesNotContainAnyElementsOf(neutral));
    }

    private static List<Entry> entries(ContrastivePairs contrast) {
        return contrast.pairs().stream()
                .flatMap(pair -> Stream.of(pair.positive(), pair.negative()).map(text -> new Entry(text, pair.topic())))
                .toList();
    }

    private static double meanWords(ContrastivePairs contrast, Function<ContrastivePair, String> side) {
        return contrast.pairs().stream()
                .map(side)
                .mapToInt(text -> text.split(" ", -1).length)
                .average()
                .orElseThrow();
    }

    /** The last character where it is punctuation, else nothing. */
    private static String ending(String text) {
        char last = text.charAt(text.length() - 1);
        return Character.isLetterOrDigit(last) ? "" : String.valueOf(last);
    }
}
