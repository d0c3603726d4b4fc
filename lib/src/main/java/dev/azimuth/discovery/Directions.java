package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.direction.FeatureCard;
import dev.azimuth.direction.Provenance;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import tech.tablesaw.api.Table;

/** The directions of one concept, one a layer, fitted on training data, with how well each separates data it never saw. */
public final class Directions implements HtmlView {
    private final Readings readings;
    private final DirectionEstimator estimator;
    private final List<Direction> all = new ArrayList<>();

    Directions(Readings readings, DirectionEstimator estimator) {
        this.readings = readings;
        this.estimator = estimator;
        List<HookName> sites = readings.train().sites();
        for (HookName site : Progress.over(sites, "fitting by " + estimator.method())) {
            PairedRows rows = readings.train().at(site);
            // Where every text ends in the same token, the first places cannot tell the classes apart.
            if (Vectors.norm(rows.meanDifference()) > 0) {
                all.add(known(Direction.ofClasses(
                        name(), estimator.method(), site, estimator.fit(rows), rows.meanDifference())));
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "At " + sites + " both sides of " + name()
                            + " look the same, since every text ends in the same token there. Search in later layers, or at residPost().");
        }
    }

    private Direction known(Direction found) {
        return found.with(Provenance.of(model(), data().train()).sink(sink().overlap(found)));
    }

    /** The concept. */
    public String name() {
        return data().train().name();
    }

    /** The data they were found with. */
    public Split<ContrastivePairs> data() {
        return readings.data();
    }

    /** One direction a layer, in the order of the pass. */
    public List<Direction> all() {
        return List.copyOf(all);
    }

    /** The direction found in {@code layer}. */
    public Direction at(int layer) {
        List<Direction> found = all.stream().filter(d -> d.layer() == layer).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    (found.isEmpty() ? "No direction was" : found.size() + " directions were") + " sought in layer "
                            + layer + ". Sought at: "
                            + all.stream().map(Direction::site).toList() + ".");
        }
        return found.get(0);
    }

    /** The model they were found in. */
    public HookedTransformer model() {
        return readings.model();
    }

    /**
     * Checks that they were found in {@code other}.
     *
     * @throws IllegalArgumentException when not: what was read in one model says nothing of another
     */
    public void requireModel(HookedTransformer other) {
        if (model() != other) {
            throw new IllegalArgumentException(
                    "The directions of " + name() + " were found in another model than the one measured, "
                            + other.name() + ". Search again there, with DirectionSearch.on(…).");
        }
    }

    /** The direction that separates the validation data best, by AUC, then by distance of the classes in spreads. */
    public Direction best() {
        Direction best = all.get(0);
        for (Direction each : all) {
            best = validated(each).compareTo(validated(best)) > 0 ? each : best;
        }
        return best;
    }

    /** The feature card of {@link #best}, with its AUC on test data and the cosine of two halves of the training data. */
    public FeatureCard card() {
        Direction best = best();
        Provenance measured = best.provenance()
                .auc(testAuc(best))
                .stability(stability(best.layer()).splitHalf());
        return best.with(measured).card();
    }

    /** The same by another method, from the activations that were read already. */
    public Directions refit(DirectionEstimator other) {
        return new Directions(readings, other);
    }

    /**
     * What the method finds in {@code layer} when labels mean nothing: a control that can fail. It borrows the gap of the
     * real direction, so that steering along either moves as far.
     */
    public Direction shuffled(int layer, long seed) {
        HookName site = at(layer).site();
        float[] vector = shuffledLabels(site).axis(new SplittableRandom(seed));
        return Direction.of(
                name() + ", shuffled labels",
                estimator.method(),
                site,
                vector,
                at(layer).gap());
    }

    /** AUC on the validation data, with an interval over its topics, which are few, and the pairs within them. */
    public Estimate validationAuc(Direction direction) {
        return TopicScores.of(validation().at(direction.site()), direction.unit(), data().validation())
                .auc();
    }

    /** AUC on the test data, with an interval over its topics, which are few, and the pairs within them. */
    public Estimate testAuc(Direction direction) {
        return TopicScores.of(test().at(direction.site()), direction.unit(), data().test())
                .auc();
    }

    /** AUC of the method where {@code direction} was found, each topic of all parts scored by a fit of the others. */
    public Estimate topicAuc(Direction direction) {
        return topicScores(direction).auc();
    }

    TopicScores topicScores(Direction direction) {
        PooledPairs pooled = new PooledPairs(this);
        return TopicCrossValidation.scores(estimator, pooled.at(direction.site()), pooled.pairs());
    }

    /**
     * AUC of the whole procedure: each topic scored by a fit of the others, in a layer that these chose. Twelve topics and thirty
     * layers take 1,400 fits: a second for a mean difference, a quarter of an hour for a probe.
     */
    public TopicCrossValidation byTopic() {
        PooledPairs pooled = new PooledPairs(this);
        return TopicCrossValidation.of(estimator, pooled.everywhere(), pooled.pairs());
    }

    /** What speaks for the best direction and against it: AUCs with intervals, controls, stability, the attention sink. */
    public DirectionReport report() {
        return report(best());
    }

    /** The same of another of these directions. */
    public DirectionReport report(Direction direction) {
        return DirectionReport.of(this, direction);
    }

    /** Layer by layer: AUC on test data and by topic, the same for shuffled labels, and the overlap with the sink. */
    public Table separation() {
        return new Separation(this).table();
    }

    /** AUC over layers by topic and on test data, the band of shuffled labels, and the layer chosen on validation data. */
    public PlotlyFigure plot() {
        return new Separation(this).figure();
    }

    /** How the two classes of the test data lie along {@code direction}. */
    public PlotlyFigure plot(Direction direction) {
        return DirectionViews.histogram(this, direction);
    }

    /** Both classes of the test data in the plane of {@code direction} and the training data's largest axis beside it. */
    public PlotlyFigure scatter(Direction direction) {
        return DirectionViews.scatter(this, direction);
    }

    /** How far the class means lie apart in each layer, and how long the activations are. */
    public PlotlyFigure norms() {
        return DirectionViews.norms(this);
    }

    /** The cosine of each layer's direction with each other layer's. */
    public PlotlyFigure cosines() {
        return DirectionViews.cosines(this);
    }

    /** The cosines of this concept's best direction with those of others in its layer, and of these with each other. */
    public PlotlyFigure cosines(Directions... others) {
        return DirectionViews.cosines(this, others);
    }

    /**
     * Directions of other concepts beside the best of this one, nearest first: each cosine, and the 95 % band that it must
     * exceed to mean anything, that of this concept's directions when its labels are shuffled.
     */
    public Table nearest(Collection<Direction> others) {
        return KnownDirections.nearest(this, others);
    }

    /**
     * The 95 % band of the cosine between {@code direction} and this concept's direction in its layer when this concept's
     * labels are shuffled: what a cosine must exceed to mean anything.
     */
    public double cosineBand(Direction direction) {
        return shuffledLabels(at(direction.layer()).site()).cosineBand(direction.unit());
    }

    /** How much the direction in {@code layer} depends on the training pairs. */
    public Stability stability(int layer) {
        return Stability.of(estimator, train().at(at(layer).site()));
    }

    /** What more training pairs would bring in {@code layer}, judged on the validation pairs. */
    public LearningCurve learningCurve(int layer) {
        return stability(layer).learningCurve(validation().at(at(layer).site()));
    }

    /** The attention sink of the model they were found in. */
    public AttentionSink sink() {
        return readings.sink();
    }

    /** The training texts' activations at {@code site}, all positive rows, then all negative ones. */
    public float[][] trainRows(HookName site) {
        return train().rows(site);
    }

    /** The training pairs' activations at {@code site}. */
    public PairedRows trainingPairs(HookName site) {
        return train().at(site);
    }

    /** The validation texts' activations at {@code site}, all positive rows, then all negative ones. */
    public float[][] validationRows(HookName site) {
        return validation().rows(site);
    }

    /** The test texts' activations at {@code site}, all positive rows, then all negative ones. */
    public float[][] testRows(HookName site) {
        return test().rows(site);
    }

    /** What the test texts' activations at {@code site} are in another model. */
    public float[][] testRowsIn(HookedTransformer model, HookName site) {
        return Contrast.read(model, data().test(), site).rows(site);
    }

    /** What the validation texts' activations at {@code site} are in another model. */
    public float[][] validationRowsIn(HookedTransformer model, HookName site) {
        return Contrast.read(model, data().validation(), site).rows(site);
    }

    Contrast train() {
        return readings.train();
    }

    Contrast validation() {
        return readings.validation();
    }

    Contrast test() {
        return readings.test();
    }

    DirectionEstimator estimator() {
        return estimator;
    }

    /** The search on this concept's pairs at {@code site} without their labels. */
    ShuffledLabels shuffledLabels(HookName site) {
        return new ShuffledLabels(estimator, train().at(site));
    }

    Separability validated(Direction direction) {
        return Separability.of(validation().at(direction.site()), direction.unit());
    }

    @Override
    public String toHtml() {
        return TableView.of(separation()).rows(all.size()).digits(2).toHtml();
    }

    @Override
    public String toString() {
        Direction best = best();
        return name() + ": " + all.size() + " directions by " + estimator.method() + ", best in layer " + best.layer()
                + ", test AUC " + testAuc(best);
    }
}
