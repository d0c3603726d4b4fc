package dev.azimuth.discovery;

import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Parts of a set of pairs that share no topic, each to be scored by a direction fitted on the others. Scores are counted
 * from the midpoint of the classes that the direction was fitted on, in units of their gap, so that those of different
 * directions compare.
 */
final class TopicFolds {
    private final int[][] held;

    private TopicFolds(int[][] held) {
        this.held = held;
    }

    /**
     * A fold for each topic among the pairs that {@code among} lists, or as many as {@code most}.
     *
     * @param topics the topic of each pair
     * @param among indices of pairs
     */
    static TopicFolds of(List<String> topics, int[] among, int most) {
        List<String> distinct =
                Arrays.stream(among).mapToObj(topics::get).distinct().toList();
        if (distinct.size() < 2) {
            throw new IllegalArgumentException("No topic can be left out where all pairs are of one, " + distinct
                    + ". Give pairs of two topics or more.");
        }
        Map<Integer, List<Integer>> folds = new TreeMap<>();
        int count = Math.min(most, distinct.size());
        for (int pair : among) {
            folds.computeIfAbsent(distinct.indexOf(topics.get(pair)) % count, f -> new ArrayList<>())
                    .add(pair);
        }
        return new TopicFolds(folds.values().stream()
                .map(fold -> fold.stream().mapToInt(i -> i).toArray())
                .toArray(int[][]::new));
    }

    int count() {
        return held.length;
    }

    /** The pairs of one fold. */
    int[] held(int fold) {
        return held[fold].clone();
    }

    /** The pairs of all others. */
    int[] rest(int fold) {
        return IntStream.range(0, held.length)
                .filter(other -> other != fold)
                .flatMap(other -> IntStream.of(held[other]))
                .sorted()
                .toArray();
    }

    /** The scores of both sides of each pair; those in no fold have none. */
    Scores scores(DirectionEstimator estimator, PairedRows rows) {
        Scores scores = new Scores(rows.pairs());
        for (int fold = 0; fold < held.length; fold++) {
            scores.fill(estimator, rows, rest(fold), held[fold]);
        }
        return scores;
    }

    /** How well the scores part the classes. */
    Separability separability(DirectionEstimator estimator, PairedRows rows) {
        Scores scores = scores(estimator, rows);
        int[] scored = Arrays.stream(held).flatMapToInt(Arrays::stream).toArray();
        return Separability.of(
                IntStream.of(scored).mapToDouble(i -> scores.positive[i]).toArray(),
                IntStream.of(scored).mapToDouble(i -> scores.negative[i]).toArray());
    }

    /** One number for either side of each pair. */
    static final class Scores {
        private final double[] positive;
        private final double[] negative;

        Scores(int pairs) {
            positive = new double[pairs];
            negative = new double[pairs];
        }

        double[] positive() {
            return positive;
        }

        double[] negative() {
            return negative;
        }

        /** Scores the pairs {@code of} by the direction that is found in the pairs {@code in}. */
        void fill(DirectionEstimator estimator, PairedRows rows, int[] in, int[] of) {
            PairedRows train = rows.take(in);
            float[] axis = estimator.fit(train);
            double above = Arrays.stream(Vectors.project(train.positive(), axis))
                    .average()
                    .orElseThrow();
            double below = Arrays.stream(Vectors.project(train.negative(), axis))
                    .average()
                    .orElseThrow();
            PairedRows test = rows.take(of);
            double[] first = Vectors.project(test.positive(), axis);
            double[] second = Vectors.project(test.negative(), axis);
            for (int i = 0; i < of.length; i++) {
                positive[of[i]] = (first[i] - (above + below) / 2) / Math.abs(above - below);
                negative[of[i]] = (second[i] - (above + below) / 2) / Math.abs(above - below);
            }
        }
    }
}
