package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.tensor.Matrices;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A logistic regression on what a shortcut sees of the texts, each topic scored by a fit of the others. */
final class ShortcutProbe {
    private static final int MOST_FOLDS = 20;
    private static final double TOLERANCE = 1e-10;
    private static final double DIGITS = 1e6;

    private final Shortcut shortcut;
    private final ContrastivePairs pairs;
    private final double[][] seen;

    ShortcutProbe(Shortcut shortcut, ContrastivePairs pairs) {
        this.shortcut = shortcut;
        this.pairs = pairs;
        List<Map<String, Double>> read = Stream.concat(pairs.positives().stream(), pairs.negatives().stream())
                .map(shortcut::read)
                .toList();
        Map<String, Integer> columns = new LinkedHashMap<>();
        read.forEach(text -> text.keySet().forEach(name -> columns.putIfAbsent(name, columns.size())));
        this.seen = new double[read.size()][columns.size()];
        for (int i = 0; i < seen.length; i++) {
            double[] row = seen[i];
            read.get(i).forEach((name, value) -> row[columns.getOrDefault(name, 0)] = value);
        }
    }

    TopicScores scores() {
        List<String> topics = TopicScores.topics(pairs);
        TopicFolds folds =
                TopicFolds.of(topics, IntStream.range(0, pairs.size()).toArray(), MOST_FOLDS);
        double[] positive = new double[pairs.size()];
        double[] negative = new double[pairs.size()];
        for (int fold = 0; fold < folds.count(); fold++) {
            double[] weights = weights(folds.rest(fold));
            for (int pair : folds.held(fold)) {
                positive[pair] = score(seen[pair], weights);
                negative[pair] = score(seen[pairs.size() + pair], weights);
            }
        }
        return TopicScores.of(positive, negative, topics);
    }

    /** With C = 1, as scikit-learn has it unless told otherwise. What no training text has keeps the weight 0. */
    private double[] weights(int[] train) {
        double[][] rows = IntStream.concat(
                        IntStream.of(train), IntStream.of(train).map(pair -> pairs.size() + pair))
                .mapToObj(i -> seen[i])
                .toArray(double[][]::new);
        if (Arrays.stream(rows).allMatch(row -> Arrays.equals(row, rows[0]))) {
            return new double[rows[0].length]; // it sees no difference, so there is nothing to weigh
        }
        INDArray x = Nd4j.createFromArray(rows);
        INDArray scale = shortcut == Shortcut.LENGTH ? x.std(false, 0) : Nd4j.onesLike(x.getRow(0));
        scale.addi(scale.eq(0).castTo(scale.dataType()));
        boolean[] labels = new boolean[rows.length];
        Arrays.fill(labels, 0, train.length, true);
        LogisticRegression regression = new LogisticRegression(x.diviRowVector(scale), labels);
        double[] fitted = regression.fit(
                IntStream.range(0, rows.length).toArray(), regression.penalty(1), regression.start(), TOLERANCE);
        INDArray weights = regression.weights(fitted);
        return Matrices.values(weights.diviColumnVector(scale.reshape(scale.length(), 1)));
    }

    /** Rounded, so that texts that are alike to the shortcut, as with words that were seen as often, are tied. */
    private static double score(double[] row, double[] weights) {
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            sum += row[i] * weights[i];
        }
        return Math.rint(sum * DIGITS);
    }
}
