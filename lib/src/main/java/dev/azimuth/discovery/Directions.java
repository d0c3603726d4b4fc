package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Auc;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Histograms;
import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/** The directions of one concept, one a layer, fitted on training data, with how well each separates data it never saw. */
public final class Directions implements HtmlView {
    private static final int SHUFFLES = 100;

    private final HookedTransformer model;
    private final Split<ContrastivePairs> data;
    private final AttentionSink sink;
    private final Contrast train;
    private final Contrast validation;
    private final Contrast test;
    private final List<Direction> all = new ArrayList<>();

    Directions(
            HookedTransformer model,
            Split<ContrastivePairs> data,
            AttentionSink sink,
            Contrast train,
            Contrast validation,
            Contrast test) {
        this.model = model;
        this.data = data;
        this.sink = sink;
        this.train = train;
        this.validation = validation;
        this.test = test;
        for (HookName site : train.sites()) {
            float[] difference = train.difference(site);
            double gap = Vectors.norm(difference);
            if (gap > 0) { // where every text ends in the same token, the first places cannot tell the classes apart
                all.add(Direction.of(name(), "mean difference", site, difference, gap));
            }
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "At " + train.sites() + " both sides of " + name()
                            + " look the same, since every text ends in the same token there. Search in later layers, or at residPost().");
        }
    }

    /** The concept. */
    public String name() {
        return data.train().name();
    }

    /** The data they were found with. */
    public Split<ContrastivePairs> data() {
        return data;
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
        return model;
    }

    /**
     * Checks that they were found in {@code other}.
     *
     * @throws IllegalArgumentException when not: what was read in one model says nothing of another
     */
    public void requireModel(HookedTransformer other) {
        if (model != other) {
            throw new IllegalArgumentException(
                    "The directions of " + name() + " were found in another model than the one measured, "
                            + other.name() + ". Search again there, with DirectionSearch.on(…).");
        }
    }

    /** The direction that separates the validation data best, by AUC, then by distance of the classes in spreads. */
    public Direction best() {
        Direction best = all.get(0);
        for (Direction each : all) {
            double gained = plainValidationAuc(each) - plainValidationAuc(best);
            if (gained > 0 || (gained == 0 && validationSpreads(each) > validationSpreads(best))) {
                best = each;
            }
        }
        return best;
    }

    /**
     * What the method finds in {@code layer} when labels mean nothing: a control that can fail. It borrows the gap of the
     * real direction, so that steering along either moves as far.
     */
    public Direction shuffled(int layer, long seed) {
        HookName site = at(layer).site();
        float[] difference = train.shuffledDifference(site, new SplittableRandom(seed));
        return Direction.of(
                name() + ", shuffled labels",
                "mean difference",
                site,
                difference,
                at(layer).gap());
    }

    /** AUC on the validation data, with its interval over pairs. */
    public Estimate validationAuc(Direction direction) {
        return Auc.ofPairs(
                direction.project(validation.positive(direction.site())),
                direction.project(validation.negative(direction.site())));
    }

    /** AUC on the test data, with its interval over pairs; there are few topics, and other topics could differ more. */
    public Estimate testAuc(Direction direction) {
        return Auc.ofPairs(
                direction.project(test.positive(direction.site())), direction.project(test.negative(direction.site())));
    }

    /** Layer by layer: AUC on test data with its interval, the same for shuffled labels, and the overlap with the sink. */
    public Table separation() {
        DoubleColumn validated = DoubleColumn.create("validation AUC");
        DoubleColumn auc = DoubleColumn.create("test AUC");
        DoubleColumn low = DoubleColumn.create("95 % low");
        DoubleColumn high = DoubleColumn.create("95 % high");
        DoubleColumn shuffledLow = DoubleColumn.create("shuffled 2.5 %");
        DoubleColumn shuffledHigh = DoubleColumn.create("shuffled 97.5 %");
        DoubleColumn overlap = DoubleColumn.create("sink |cos|");
        IntColumn layer = IntColumn.create("layer");
        for (Direction each : all) {
            Estimate estimate = testAuc(each);
            double[] shuffled = shuffledTestAucs(each.site());
            layer.append(each.layer());
            validated.append(plainValidationAuc(each));
            auc.append(estimate.value());
            low.append(estimate.low());
            high.append(estimate.high());
            shuffledLow.append(Bootstrap.quantile(shuffled, 0.025));
            shuffledHigh.append(Bootstrap.quantile(shuffled, 0.975));
            overlap.append(sink.overlap(each));
        }
        return Table.create(
                "Separation of " + name() + ": " + train.pairs() + " training, " + validation.pairs() + " validation, "
                        + test.pairs() + " test pairs of "
                        + data.test().topics().size() + " topics",
                layer,
                validated,
                auc,
                low,
                high,
                shuffledLow,
                shuffledHigh,
                overlap);
    }

    /** Test AUC over layers, with its interval, the band of shuffled labels, and the layer chosen on validation data. */
    public PlotlyFigure plot() {
        Table table = separation();
        return LayerCurve.of(
                        "layer",
                        "AUC on " + test.pairs() + " test pairs of "
                                + data.test().topics().size() + " topics")
                .at(column(table, "layer"))
                .series(
                        "mean difference (95 % interval)",
                        column(table, "test AUC"), column(table, "95 % low"), column(table, "95 % high"))
                .series(
                        "shuffled labels (95 % band)",
                        middle(table), column(table, "shuffled 2.5 %"), column(table, "shuffled 97.5 %"))
                .reference("chance", 0.5)
                .mark("chosen on validation data", best().layer())
                .figure()
                .title("Where " + name() + " can be read");
    }

    /** How the two classes of the test data lie along {@code direction}. */
    public PlotlyFigure plot(Direction direction) {
        HookName site = direction.site();
        return Histograms.of(
                        "projection on " + direction.name() + " at layer " + direction.layer() + " (activation units)")
                .sample(data.test().positiveLabel(), direction.project(test.positive(site)))
                .sample(data.test().negativeLabel(), direction.project(test.negative(site)))
                .figure()
                .title("Test data along " + direction.name());
    }

    /**
     * The 95 % band of the cosine between {@code direction} and this concept's direction in its layer when this concept's
     * labels are shuffled: what a cosine must exceed to mean anything.
     */
    public double cosineBand(Direction direction) {
        SplittableRandom random = new SplittableRandom(7);
        double[] cosines = new double[2 * SHUFFLES];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = Math.abs(Vectors.cosine(
                    direction.unit(),
                    train.shuffledDifference(at(direction.layer()).site(), random)));
        }
        return Bootstrap.quantile(cosines, 0.95);
    }

    /** The attention sink of the model they were found in. */
    public AttentionSink sink() {
        return sink;
    }

    /** The validation texts' activations at {@code site}, all positive rows, then all negative ones. */
    public float[][] validationRows(HookName site) {
        return validation.rows(site);
    }

    /** The test texts' activations at {@code site}, all positive rows, then all negative ones. */
    public float[][] testRows(HookName site) {
        return test.rows(site);
    }

    /** What the test texts' activations at {@code site} are in another model. */
    public float[][] testRowsIn(HookedTransformer model, HookName site) {
        return Contrast.read(model, data.test(), site).rows(site);
    }

    Contrast train() {
        return train;
    }

    Contrast test() {
        return test;
    }

    private double plainValidationAuc(Direction direction) {
        return Auc.of(
                direction.project(validation.positive(direction.site())),
                direction.project(validation.negative(direction.site())));
    }

    /** Distance of the class means in units of the classes' common standard deviation. */
    private double validationSpreads(Direction direction) {
        double[] positive = direction.project(validation.positive(direction.site()));
        double[] negative = direction.project(validation.negative(direction.site()));
        double spread = Math.sqrt((variance(positive) + variance(negative)) / 2);
        return (mean(positive) - mean(negative)) / spread;
    }

    private double[] shuffledTestAucs(HookName site) {
        SplittableRandom random = new SplittableRandom(11);
        double[] aucs = new double[SHUFFLES];
        for (int i = 0; i < SHUFFLES; i++) {
            float[] axis = train.shuffledDifference(site, random);
            aucs[i] = Auc.of(Vectors.project(test.positive(site), axis), Vectors.project(test.negative(site), axis));
        }
        return aucs;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    private static double[] column(Table table, String name) {
        return table.numberColumn(name).asDoubleArray();
    }

    private static double[] middle(Table table) {
        double[] low = column(table, "shuffled 2.5 %");
        double[] high = column(table, "shuffled 97.5 %");
        double[] middle = new double[low.length];
        for (int i = 0; i < low.length; i++) {
            middle[i] = (low[i] + high[i]) / 2;
        }
        return middle;
    }

    @Override
    public String toHtml() {
        return TableView.of(separation()).rows(all.size()).digits(2).toHtml();
    }

    @Override
    public String toString() {
        Direction best = best();
        return name() + ": " + all.size() + " directions by mean difference, best in layer " + best.layer()
                + ", test AUC " + testAuc(best);
    }
}
