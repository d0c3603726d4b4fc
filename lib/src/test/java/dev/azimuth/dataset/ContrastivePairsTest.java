package dev.azimuth.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class ContrastivePairsTest {
    /** As many pairs in each topic a, b, c, … as asked. */
    private static ContrastivePairs made(int... sizes) {
        List<ContrastivePair> pairs = new ArrayList<>();
        for (int t = 0; t < sizes.length; t++) {
            String topic = String.valueOf((char) ('a' + t));
            for (int i = 0; i < sizes[t]; i++) {
                pairs.add(new ContrastivePair(topic + i + " yes", topic + i + " no", topic));
            }
        }
        return new ContrastivePairs("made", "yes", "no", pairs);
    }

    private static List<Integer> sizes(Split<ContrastivePairs> split) {
        return List.of(
                split.train().size(), split.validation().size(), split.test().size());
    }

    @Test
    void sidesKeepTheOrderOfThePairs() {
        ContrastivePairs pairs = made(2, 1);
        assertThat(pairs.positives()).containsExactly("a0 yes", "a1 yes", "b0 yes");
        assertThat(pairs.negatives()).containsExactly("a0 no", "a1 no", "b0 no");
        assertThat(pairs.topics()).containsExactly("a", "b");
        assertThat(pairs).hasToString("made: 3 pairs, yes against no, 2 topics");
        assertThat(made(1)).hasToString("made: 1 pair, yes against no, 1 topic");
    }

    @Test
    void aSplitMeetsTheSharesExactlyWhereTopicsAllowIt() {
        assertThat(sizes(made(2, 2, 2, 2, 2).split(0.6, 0.2, 0.2))).containsExactly(6, 2, 2);
        assertThat(sizes(made(1, 6, 2, 1).split(0.6, 0.2, 0.2))).containsExactly(6, 2, 2);
        assertThat(sizes(made(5, 1, 1, 1, 1, 1).split(0.5, 0.3, 0.2))).containsExactly(5, 3, 2);
    }

    @Test
    void textsThatSayNearlyTheSameInOtherTopicsAreFound() {
        ContrastivePairs pairs = ContrastivePairs.of(
                "tea",
                List.of("The tea is hot, drink it.", "Rain fell all night.", "Drink the hot tea!"),
                List.of("The tea is cold, drink it.", "No rain fell.", "Coffee, please."));
        Table found = pairs.nearDuplicates();
        assertThat(found.name()).isEqualTo("Texts of tea in different topics that share 50 % of their words or more");
        assertThat(found.rowCount()).isEqualTo(1);
        assertThat(found.stringColumn("text").get(0)).isEqualTo("The tea is hot, drink it.");
        assertThat(found.stringColumn("other text").get(0)).isEqualTo("Drink the hot tea!");
        assertThat(found.doubleColumn("shared").get(0)).isEqualTo(4 / 6.0);
        assertThat(made(3, 3).nearDuplicates().rowCount()).isZero();
    }

    @Test
    void aSplitPartsNoTopicAndLosesNoPair() {
        ContrastivePairs all = made(3, 1, 4, 1, 5, 9, 2, 6);
        for (long seed = 0; seed < 20; seed++) {
            Split<ContrastivePairs> split = all.split(0.5, 0.25, 0.25, seed);
            List<ContrastivePair> pairs = new ArrayList<>();
            List<String> topics = new ArrayList<>();
            for (ContrastivePairs part : List.of(split.train(), split.validation(), split.test())) {
                pairs.addAll(part.pairs());
                topics.addAll(part.topics());
            }
            assertThat(pairs).containsExactlyInAnyOrderElementsOf(all.pairs());
            assertThat(topics).doesNotHaveDuplicates();
        }
    }

    @Test
    void theSeedDecidesTheSplit() {
        ContrastivePairs all = made(2, 2, 2, 2, 2, 2, 2, 2);
        assertThat(all.split(0.5, 0.25, 0.25)).isEqualTo(all.split(0.5, 0.25, 0.25, 0));
        Set<Split<ContrastivePairs>> different = new HashSet<>();
        for (long seed = 0; seed < 10; seed++) {
            different.add(all.split(0.5, 0.25, 0.25, seed));
        }
        assertThat(different).hasSizeGreaterThan(5);
    }

    @Test
    void aSplitThatCannotBeIsRefused() {
        assertThatThrownBy(() -> made(5, 5).split(0.6, 0.2, 0.2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("made: 2 groups cannot fill 3 parts, since no group may be in two of them.");
        assertThatThrownBy(() -> made(10, 10, 10).split(0.98, 0.01, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("made: validation would be empty. A share of 0.01 of 30 is too little for a group of 10: "
                        + "ask for more.");
        String shares = "made: shares must be above 0 and add up to 1, for example 0.6, 0.2, 0.2. Given: ";
        assertThatThrownBy(() -> made(1, 1, 1).split(0.6, 0.4, 0))
                .hasMessage(shares + "train 0.6, validation 0.4, test 0.0.");
        assertThatThrownBy(() -> made(1, 1, 1).split(60, 20, 20))
                .hasMessage(shares + "train 60.0, validation 20.0, test 20.0.");
        assertThatThrownBy(() -> made(1, 1, 1).split(0.6, 0.2, Double.NaN))
                .hasMessage(shares + "train 0.6, validation 0.2, test NaN.");
    }

    @Test
    void aGroupThatLeavesTheOthersNothingIsRefused() {
        assertThatThrownBy(() -> made(1, 18, 1).split(0.6, 0.2, 0.2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("made: validation would have 1 instead of 4.0, since 18 of 20 are in the group \"b\". "
                        + "Spread them over more groups, or ask for other shares.");
    }

    @Test
    void listsTypedIntoACellArePairs() {
        ContrastivePairs kindness = ContrastivePairs.of("kindness", List.of("a", "c"), List.of("b", "d"));
        assertThat(kindness.pairs())
                .containsExactly(new ContrastivePair("a", "b", "pair 1"), new ContrastivePair("c", "d", "pair 2"));
        assertThat(kindness.labelled("kind", "unkind"))
                .hasToString("kindness: 2 pairs, kind against unkind, each a group by itself");
        assertThatThrownBy(() -> ContrastivePairs.of("kindness", List.of("a", "c"), List.of("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kindness: 2 positive texts but 1 negative text. A pair needs one of each.");
        assertThatThrownBy(() -> ContrastivePairs.of("kindness", List.of("a", "c"), List.of("b", "a ")))
                .hasMessage("kindness, pair 2: side \"negative\" repeats kindness, pair 1, side \"positive\": \"a \"");
        assertThatThrownBy(() -> ContrastivePairs.of("kindness", List.of("a", " "), List.of("b", "d")))
                .hasMessage("kindness, pair 2: side \"positive\" is empty.");
    }

    /** {@code hashlib.sha256} of the bytes that the documentation describes. */
    @Test
    void theDigestIsOfLabelsAndTextsAlone() {
        ContrastivePairs pairs = ContrastivePairs.of("kindness", List.of("été"), List.of("b"));
        assertThat(pairs.sha256()).isEqualTo("ad728c5a48e79d76035942fb13e2de723788fe63970569895446766f4b522c8d");
        assertThat(new ContrastivePairs("x", "positive", "negative", List.of(new ContrastivePair("été", "b", "t")))
                        .sha256())
                .isEqualTo(pairs.sha256());
        assertThat(pairs.labelled("negative", "positive").sha256()).isNotEqualTo(pairs.sha256());
        assertThat(ContrastivePairs.of("kindness", List.of("étéb"), List.of("c"))
                        .sha256())
                .isNotEqualTo(ContrastivePairs.of("kindness", List.of("été"), List.of("bc"))
                        .sha256());
    }

    @Test
    void takeIsEvenOverTopics() {
        ContrastivePairs some = made(5, 1, 5).take(5);
        assertThat(some.positives()).containsExactly("a0 yes", "a1 yes", "b0 yes", "c0 yes", "c1 yes");
        assertThat(made(5, 1, 5).take(11)).isEqualTo(made(5, 1, 5));
        assertThatThrownBy(() -> made(2).take(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("n is 3; it must be from 1 to 2.");
    }

    @Test
    void shuffledLabelsSwapExactlyHalf() {
        for (int size : List.of(8, 9)) {
            ContrastivePairs all = made(size);
            ContrastivePairs shuffled = all.shuffledLabels(3);
            long swapped = IntStream.range(0, size)
                    .filter(i ->
                            shuffled.positives().get(i).equals(all.negatives().get(i))
                                    && shuffled.negatives()
                                            .get(i)
                                            .equals(all.positives().get(i)))
                    .count();
            long same = IntStream.range(0, size)
                    .filter(i -> shuffled.pairs().get(i).equals(all.pairs().get(i)))
                    .count();
            assertThat(swapped).isEqualTo(4);
            assertThat(same).isEqualTo(size - 4);
        }
        assertThat(made(8).shuffledLabels(3)).isEqualTo(made(8).shuffledLabels(3));
        assertThat(made(8).shuffledLabels(3).pairs())
                .isNotEqualTo(made(8).shuffledLabels(4).pairs());
        assertThat(made(8).shuffledLabels(3)).hasToString("made (shuffled labels): 8 pairs, yes against no, 1 topic");
    }

    @Test
    void aTableReadsBackAsTheSamePairs() {
        ContrastivePairs pairs = made(2, 3);
        assertThat(pairs.table().columnNames()).containsExactly("positive", "negative", "topic");
        assertThat(Datasets.contrast(pairs.table()).labelled("yes", "no")).isEqualTo(pairs);
    }

    @Test
    void whatIsNoContrastIsRefused() {
        ContrastivePair pair = new ContrastivePair("here", "there", "place");
        assertThatThrownBy(() -> new ContrastivePairs("made", "yes", "yes", List.of(pair)))
                .hasMessage("made: both sides are labelled \"yes\".");
        assertThatThrownBy(() -> new ContrastivePairs("made", "yes", "no", List.of()))
                .hasMessage("made: no pairs.");
        assertThatThrownBy(() -> new ContrastivePairs(" ", "yes", "no", List.of(pair)))
                .hasMessage("name is empty.");
        assertThatThrownBy(() -> new ContrastivePair("same", "same", "place"))
                .hasMessage("positive and negative are the same text: \"same\"");
        assertThatThrownBy(() -> new ContrastivePair("here", "there", "")).hasMessage("topic is empty.");
    }

    @Test
    void laterChangesToTheListDoNotReachThePairs() {
        List<ContrastivePair> list = new ArrayList<>(made(2).pairs());
        ContrastivePairs pairs = new ContrastivePairs("made", "yes", "no", list);
        list.clear();
        assertThat(pairs.size()).isEqualTo(2);
    }
}
