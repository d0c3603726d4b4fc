package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.evaluation.Auc;
import dev.azimuth.hook.HookName;
import dev.azimuth.plot.Tabular;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How well a method finds a concept, by all topics instead of the few of one test part: each topic in turn is scored by a
 * direction that never saw it, in a layer that was chosen without it, by a smaller cross-validation among the other
 * topics.
 */
public final class TopicCrossValidation implements Tabular {
    private static final int INNER_FOLDS = 4;

    /** One topic left out. */
    private record Left(String topic, int pairs, HookName site, double auc) {}

    private final String title;
    private final TopicScores scores;
    private final List<Left> topics;

    private TopicCrossValidation(String title, TopicScores scores, List<Left> topics) {
        this.title = title;
        this.scores = scores;
        this.topics = topics;
    }

    /**
     * @param rows of all pairs, at the sites to choose among
     */
    static TopicCrossValidation of(
            DirectionEstimator estimator, Map<HookName, PairedRows> rows, ContrastivePairs pairs) {
        List<String> names = TopicScores.topics(pairs);
        TopicFolds folds = TopicFolds.of(names, IntStream.range(0, pairs.size()).toArray(), Integer.MAX_VALUE);
        TopicFolds.Scores scores = new TopicFolds.Scores(pairs.size());
        List<Left> left = new ArrayList<>();
        for (int fold : Progress.over(IntStream.range(0, folds.count()).boxed().toList(), "leaving out topics")) {
            int[] held = folds.held(fold);
            HookName site = chosen(estimator, rows, names, folds.rest(fold));
            scores.fill(estimator, at(rows, site), folds.rest(fold), held);
            double auc = Auc.of(
                    IntStream.of(held).mapToDouble(i -> scores.positive()[i]).toArray(),
                    IntStream.of(held).mapToDouble(i -> scores.negative()[i]).toArray());
            left.add(new Left(names.get(held[0]), held.length, site, auc));
        }
        String title = pairs.name() + " by " + estimator.method() + ", each of " + folds.count()
                + " topics left out in turn, " + pairs.size() + " pairs";
        return new TopicCrossValidation(
                title, TopicScores.of(scores.positive(), scores.negative(), names), List.copyOf(left));
    }

    /** The same in one place, which must have been chosen without these pairs, or be one of several that are all shown. */
    static Estimate auc(DirectionEstimator estimator, PairedRows rows, ContrastivePairs pairs) {
        return scores(estimator, rows, pairs).auc();
    }

    /** The AUC that the method gets when labels mean nothing, as often as {@code draws} says. */
    static double[] shuffled(DirectionEstimator estimator, PairedRows rows, ContrastivePairs pairs, int draws) {
        SplittableRandom random = new SplittableRandom(23);
        TopicFolds folds = TopicFolds.of(
                TopicScores.topics(pairs), IntStream.range(0, pairs.size()).toArray(), INNER_FOLDS);
        return IntStream.range(0, draws)
                .mapToDouble(draw ->
                        folds.separability(estimator, rows.shuffled(random)).auc())
                .toArray();
    }

    static TopicScores scores(DirectionEstimator estimator, PairedRows rows, ContrastivePairs pairs) {
        List<String> names = TopicScores.topics(pairs);
        TopicFolds.Scores scores = TopicFolds.of(
                        names, IntStream.range(0, pairs.size()).toArray(), Integer.MAX_VALUE)
                .scores(estimator, rows);
        return TopicScores.of(scores.positive(), scores.negative(), names);
    }

    private static HookName chosen(
            DirectionEstimator estimator, Map<HookName, PairedRows> rows, List<String> topics, int[] among) {
        if (rows.size() == 1) {
            return rows.keySet().iterator().next();
        }
        TopicFolds inner = TopicFolds.of(topics, among, INNER_FOLDS);
        Map<HookName, Separability> found = new LinkedHashMap<>();
        rows.forEach((site, all) -> found.put(site, inner.separability(estimator, all)));
        return found.entrySet().stream()
                .max(Comparator.comparing(Map.Entry<HookName, Separability>::getValue))
                .orElseThrow()
                .getKey();
    }

    private static PairedRows at(Map<HookName, PairedRows> rows, HookName site) {
        PairedRows found = rows.get(site);
        if (found == null) {
            throw new IllegalStateException("No rows at " + site + ".");
        }
        return found;
    }

    /** AUC over all pairs, with an interval over topics and the pairs within them. */
    public Estimate auc() {
        return scores.auc();
    }

    /** The mean of the topics' own AUCs, as the shortcut baselines of the data sets are measured. */
    public Estimate aucWithinTopics() {
        return scores.aucWithinTopics();
    }

    /** The site that was chosen for most topics. */
    public HookName site() {
        return topics.stream()
                .map(Left::site)
                .max(Comparator.comparingLong(this::timesChosen))
                .orElseThrow();
    }

    /** For how many of the topics {@code site} was chosen. */
    public long timesChosen(HookName site) {
        return topics.stream().filter(left -> left.site().equals(site)).count();
    }

    /** Topic by topic: how many pairs, the layer chosen without it, and its own AUC. */
    @Override
    public Table table() {
        return Table.create(
                title,
                StringColumn.create("topic left out", topics.stream().map(Left::topic)),
                IntColumn.create("pairs", topics.stream().mapToInt(Left::pairs)),
                StringColumn.create(
                        "read at", topics.stream().map(left -> left.site().toString())),
                DoubleColumn.create("AUC within it", topics.stream().mapToDouble(Left::auc)));
    }

    @Override
    public String toString() {
        return title + ": AUC " + auc() + ", " + aucWithinTopics() + " within topics; mostly read at " + site() + ", "
                + timesChosen(site()) + " times";
    }
}
