package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.evaluation.Auc;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where the two sides of pairs lie along an axis, by topic. Pairs of one topic resemble each other, so the intervals are
 * those of a cluster bootstrap: topics are drawn, then pairs within each (Davison and Hinkley, 1997, section 3.8). They
 * say what other topics would have given, and are wide where there are few.
 */
final class TopicScores {
    private static final int RESAMPLES = 1000;

    private final double[] positive;
    private final double[] negative;
    private final List<int[]> pairsOfTopic;

    private TopicScores(double[] positive, double[] negative, List<int[]> pairsOfTopic) {
        this.positive = positive;
        this.negative = negative;
        this.pairsOfTopic = pairsOfTopic;
    }

    /**
     * @param topics the topic of each pair
     */
    static TopicScores of(double[] positive, double[] negative, List<String> topics) {
        Map<String, List<Integer>> groups = IntStream.range(0, topics.size())
                .boxed()
                .collect(Collectors.groupingBy(topics::get, LinkedHashMap::new, Collectors.toList()));
        return new TopicScores(
                positive.clone(),
                negative.clone(),
                groups.values().stream()
                        .map(group -> group.stream().mapToInt(i -> i).toArray())
                        .toList());
    }

    /** Of rows along {@code axis}. */
    static TopicScores of(PairedRows rows, float[] axis, ContrastivePairs pairs) {
        return of(Vectors.project(rows.positive(), axis), Vectors.project(rows.negative(), axis), topics(pairs));
    }

    static List<String> topics(ContrastivePairs pairs) {
        return pairs.pairs().stream().map(ContrastivePair::topic).toList();
    }

    /** AUC over all pairs, whatever their topics. */
    Estimate auc() {
        return estimate(drawn -> auc(drawn.stream().flatMapToInt(Arrays::stream).toArray()));
    }

    /** The mean of each topic's own AUC, which the differences between topics do not lower. */
    Estimate aucWithinTopics() {
        return estimate(drawn -> drawn.stream().mapToDouble(this::auc).average().orElseThrow());
    }

    /** The mean distance from a pair's negative side to its positive one, in units of {@code unit}. */
    Estimate meanGap(double unit) {
        return estimate(drawn -> mean(drawn, pair -> (positive[pair] - negative[pair]) / unit));
    }

    /** The mean over both sides of all pairs. */
    Estimate mean() {
        return estimate(drawn -> mean(drawn, pair -> (positive[pair] + negative[pair]) / 2));
    }

    private static double mean(List<int[]> drawn, IntToDoubleFunction ofPair) {
        return drawn.stream()
                .flatMapToInt(Arrays::stream)
                .mapToDouble(ofPair)
                .average()
                .orElseThrow();
    }

    /** Each topic's own AUC, in the order in which they appear. */
    double[] topicAucs() {
        return pairsOfTopic.stream().mapToDouble(this::auc).toArray();
    }

    private double auc(int[] pairs) {
        return Auc.of(
                IntStream.of(pairs).mapToDouble(i -> positive[i]).toArray(),
                IntStream.of(pairs).mapToDouble(i -> negative[i]).toArray());
    }

    /** A number computed from the pairs drawn of each topic drawn. */
    @FunctionalInterface
    private interface Statistic {
        double of(List<int[]> drawn);
    }

    private Estimate estimate(Statistic statistic) {
        SplittableRandom random = new SplittableRandom(20_240_601);
        double[] resampled = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            List<int[]> drawn = IntStream.range(0, pairsOfTopic.size())
                    .mapToObj(t -> pairsOfTopic.get(random.nextInt(pairsOfTopic.size())))
                    .map(pairs -> IntStream.range(0, pairs.length)
                            .map(p -> pairs[random.nextInt(pairs.length)])
                            .toArray())
                    .toList();
            resampled[i] = statistic.of(drawn);
        }
        return new Estimate(
                statistic.of(pairsOfTopic),
                Bootstrap.quantile(resampled, 0.025),
                Bootstrap.quantile(resampled, 0.975),
                positive.length);
    }
}
