package dev.azimuth.discovery;

import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.testing.RandomRows;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicCrossValidationTest {
    private static final int D = 16;
    private static final MeanDifference METHOD = MeanDifference.meanDifference();

    private static ContrastivePairs pairs(int topics, int each) {
        return new ContrastivePairs(
                "made up",
                "yes",
                "no",
                IntStream.range(0, topics * each)
                        .mapToObj(i -> new ContrastivePair("yes " + i, "no " + i, "topic " + i % topics))
                        .toList());
    }

    private static PairedRows rows(int pairs, double gap, int seed) {
        return PairedRows.of(
                RandomRows.moved(RandomRows.normal(pairs, D, seed), 0, gap), RandomRows.normal(pairs, D, seed + 1000));
    }

    /** With a gap of 2 and a direction that is nearly right, the AUC is Φ(2/√2) = 0.92. */
    @Test
    void findsWhatIsThereAndWhere() {
        Map<HookName, PairedRows> sites = new LinkedHashMap<>();
        IntStream.range(0, 5).forEach(layer -> sites.put(residPost(layer), rows(120, layer == 3 ? 2 : 0.5, layer)));
        TopicCrossValidation found = TopicCrossValidation.of(METHOD, sites, pairs(12, 10));
        assertThat(found.site()).isEqualTo(residPost(3));
        assertThat(found.timesChosen(residPost(3))).isEqualTo(12);
        assertThat(found.auc().value()).isCloseTo(0.92, within(0.04));
        assertThat(found.aucWithinTopics().value()).isCloseTo(0.92, within(0.04));
        assertThat(found.table().rowCount()).isEqualTo(12);
        assertThat(found.toString())
                .startsWith("made up by mean difference, each of 12 topics left out in turn, 120 pairs: AUC 0.9")
                .endsWith("mostly read at blocks.3.hook_resid_post, 12 times");
    }

    /** Of thirty places without a concept, the best by test data would look better than chance; this one must not. */
    @Test
    void theChoiceAmongManyPlacesIsPaidFor() {
        double sum = 0;
        int runs = 8;
        for (int run = 0; run < runs; run++) {
            Map<HookName, PairedRows> sites = new LinkedHashMap<>();
            for (int layer = 0; layer < 30; layer++) {
                sites.put(residPost(layer), rows(48, 0, 100 * run + layer));
            }
            sum += TopicCrossValidation.of(METHOD, sites, pairs(8, 6)).auc().value() / runs;
        }
        assertThat(sum).isCloseTo(0.5, within(0.05));
    }

    /** All rows lie far off along one axis, so that the least turn of a direction moves all of its scores. */
    @Test
    void scoresOfDifferentDirectionsCompare() {
        PairedRows near = rows(120, 3, 1);
        PairedRows far =
                PairedRows.of(RandomRows.moved(near.positive(), 5, 1000), RandomRows.moved(near.negative(), 5, 1000));
        Estimate there = TopicCrossValidation.auc(METHOD, far, pairs(12, 10));
        assertThat(there.value())
                .isCloseTo(TopicCrossValidation.auc(METHOD, near, pairs(12, 10)).value(), within(0.01));
    }

    @Test
    void labelsThatMeanNothingGiveChance() {
        double[] shuffled = TopicCrossValidation.shuffled(METHOD, rows(120, 2, 1), pairs(12, 10), 50);
        assertThat(Arrays.stream(shuffled).average().orElseThrow()).isCloseTo(0.5, within(0.1));
    }

    @Test
    void noDirectionIsFittedOnTheTopicItScores() {
        TopicFolds folds =
                TopicFolds.of(List.of("a", "b", "a", "c", "b"), new int[] {0, 1, 2, 3, 4}, Integer.MAX_VALUE);
        assertThat(folds.count()).isEqualTo(3);
        assertThat(folds.held(0)).containsExactly(0, 2);
        assertThat(folds.rest(0)).containsExactly(1, 3, 4);
        TopicFolds two = TopicFolds.of(List.of("a", "b", "a", "c", "b"), new int[] {0, 1, 2, 3}, 2);
        assertThat(two.held(0)).containsExactly(0, 2, 3);
        assertThat(two.rest(0)).containsExactly(1);
    }

    @Test
    void oneTopicCannotBeLeftOut() {
        assertThatThrownBy(() -> TopicCrossValidation.auc(METHOD, rows(4, 1, 1), pairs(1, 4)))
                .hasMessage(
                        "No topic can be left out where all pairs are of one, [topic 0]. Give pairs of two topics or more.");
    }
}
