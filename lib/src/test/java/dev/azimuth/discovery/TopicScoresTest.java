package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.evaluation.Auc;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TopicScoresTest {
    private static final int TOPICS = 12;
    private static final int PAIRS = 10;

    /** Topics differ in how well they are told apart, which is what other topics would differ in too. */
    private static TopicScores drawn(SplittableRandom random) {
        double[] positive = new double[TOPICS * PAIRS];
        double[] negative = new double[TOPICS * PAIRS];
        List<String> topics = new ArrayList<>();
        for (int topic = 0; topic < TOPICS; topic++) {
            double gap = 1 + random.nextGaussian();
            for (int i = 0; i < PAIRS; i++) {
                positive[topics.size()] = gap + random.nextGaussian();
                negative[topics.size()] = random.nextGaussian();
                topics.add("topic " + topic);
            }
        }
        return TopicScores.of(positive, negative, topics);
    }

    /** The gap of a pair of the population is normal with mean 1 and variance 3, so the AUC is Φ(1/√3) = 0.718. */
    @Test
    void nineteenOfTwentyIntervalsHoldTheTruth() {
        SplittableRandom random = new SplittableRandom(3);
        int held = 0;
        int runs = 100;
        double width = 0;
        for (int run = 0; run < runs; run++) {
            Estimate auc = drawn(random).aucWithinTopics();
            held += auc.low() <= 0.718 && 0.718 <= auc.high() ? 1 : 0;
            width += (auc.high() - auc.low()) / runs;
        }
        assertThat(held).isGreaterThanOrEqualTo(90);
        assertThat(width).isLessThan(0.4);
    }

    @Test
    void itIsTheAucOfAllPairsWithAnIntervalWiderThanIfTheyWereIndependent() {
        double[] positive = {3, 3.1, 3.2, 3.3, 1, 1.1, 1.2, 1.3, 0, 0.1, 0.2, 0.3};
        double[] negative = {0, 0.5, 0.3, 0.2, 0.9, 0.8, 0.7, 0.6, 2, 2.1, 2.2, 2.3};
        List<String> topics = List.of("a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c");
        Estimate auc = TopicScores.of(positive, negative, topics).auc();
        Estimate independent = Auc.ofPairs(positive, negative);
        assertThat(auc.value()).isEqualTo(Auc.of(positive, negative));
        assertThat(auc.n()).isEqualTo(12);
        assertThat(auc.high() - auc.low()).isGreaterThan(1.2 * (independent.high() - independent.low()));
    }

    /** Pairs of a topic agree, so that as many pairs of fewer topics say less. */
    @Test
    void meansHaveTheIntervalOfTheirTopics() {
        double[] positive = {1, 1, 1, 3, 3, 3};
        double[] negative = {0, 0, 0, -1, -1, -1};
        TopicScores ofTwo = TopicScores.of(positive, negative, List.of("a", "a", "a", "b", "b", "b"));
        TopicScores ofSix = TopicScores.of(positive, negative, List.of("a", "b", "c", "d", "e", "f"));
        assertThat(ofTwo.meanGap(2)).isEqualTo(new Estimate(1.25, 0.5, 2, 6));
        assertThat(ofTwo.mean().value()).isCloseTo(0.75, within(1e-12));
        assertThat(ofSix.meanGap(2).value()).isEqualTo(1.25);
        assertThat(ofSix.meanGap(2).low()).isGreaterThan(0.5);
        assertThat(ofSix.meanGap(-2).low()).isLessThan(-1.25);
    }

    @Test
    void withinTopicsTheDifferencesBetweenThemDoNotCount() {
        double[] positive = {11, 12, 1, 2};
        double[] negative = {9, 10, -1, 0};
        TopicScores scores = TopicScores.of(positive, negative, List.of("far", "far", "near", "near"));
        assertThat(scores.aucWithinTopics().value()).isEqualTo(1);
        assertThat(scores.auc().value()).isCloseTo(0.75, within(1e-12));
    }
}
