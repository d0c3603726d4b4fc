package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Metric;
import dev.azimuth.intervention.Ablation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.Graph;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The predicted cost of removing a direction.
 *
 * <p>For the whole model: overlap with the attention sink and share of the energy of neutral text, which rank the damage
 * of a removal. For each feature: how direction and feature touch, with bands of shuffled labels; the shift of its reader by
 * a removal in the direction's own layer; and, by gradients, the shift in the last layer when the direction is removed from
 * everything that is written. Shifts are in units of the distance between the feature's classes. A reader is a linear
 * discriminant fitted on training texts; shifts are predicted on validation texts and measured ({@link #measuredOn}) on
 * test texts.
 *
 * <p>The shift in the direction's own layer is nearly an identity. That in the last layer leaves out how the changed writes
 * change one another: read it as a ranking, and expect a factor of two.
 */
public final class InterferenceReport implements Tabular {
    /** What no prediction has seen. */
    record Unseen(Prompts neutral, Prompts prose) {}

    private final HookedTransformer model;
    private final Removal removal;
    private final TargetSummary summary;
    private final List<WholeModel> whole;
    private final List<Prediction> predicted;
    private final @Nullable DictionaryOverlap dictionary;
    private final Unseen unseen;

    InterferenceReport(
            HookedTransformer model,
            Removal removal,
            TargetSummary summary,
            List<WholeModel> whole,
            List<Prediction> predicted,
            @Nullable DictionaryOverlap dictionary,
            Unseen unseen) {
        this.model = model;
        this.removal = removal;
        this.summary = summary;
        this.whole = List.copyOf(whole);
        this.predicted = List.copyOf(predicted);
        this.dictionary = dictionary;
        this.unseen = unseen;
    }

    /** The whole model: this direction beside the same without the sink and beside controls. */
    public Table wholeModel() {
        return Table.create(
                "What removing each direction would touch",
                StringColumn.create("direction", whole.stream().map(WholeModel::label)),
                number("sink |cos|", whole, WholeModel::sinkOverlap),
                number("share of neutral energy (%)", whole, w -> 100 * w.energyShare()),
                number("the same without first tokens (%)", whole, w -> 100 * w.shareWithoutFirst()),
                words("expected " + KlDivergence.NAME, whole, w -> w.expected(whole.size())));
    }

    /** What holds of the direction whatever the feature: the price of protection, misfire, dimensions. */
    public Table target() {
        return summary.table(name(), "in layer " + layer());
    }

    /** Feature by feature: the verdict and the shifts that are expected. */
    @Override
    public Table table() {
        return Table.create(
                "Predicted when " + name() + " is removed in layer " + layer() + ", and from everything written",
                words("feature", predicted, Prediction::name),
                words(
                        "verdict",
                        predicted,
                        p -> p.isTarget()
                                ? "what is removed"
                                : p.verdict().kind().toString()),
                words("validation AUC", predicted, p -> p.auc().toString()),
                IntColumn.create(
                        "pairs", predicted.stream().mapToInt(p -> p.auc().n())),
                words(
                        "shift (class gaps, rms)",
                        predicted,
                        p -> p.local().size().toString()),
                words("gap left (share)", predicted, p -> p.local().gapLeft().toString()),
                words("shift in the last layer, by gradients", predicted, p -> onward(p, Shift::size)),
                words("gap left there", predicted, p -> onward(p, Shift::gapLeft)));
    }

    private static String onward(Prediction prediction, Function<Shift, Estimate> what) {
        return prediction.onward().map(what).map(Estimate::toString).orElse("–");
    }

    /** How the direction and each feature touch in the direction's layer, each number beside its band of shuffled labels. */
    public Table touches() {
        return Table.create(
                "How " + name() + " and each feature touch in layer " + layer()
                        + " (± is what 95 % of shuffled labels stay within)",
                words("feature", predicted, Prediction::name),
                number("cosine", predicted, p -> p.touch().cosine()),
                number("cosine ±", predicted, p -> p.touch().cosineBand()),
                number("whitened cosine", predicted, p -> p.touch().whitened()),
                number("whitened ±", predicted, p -> p.touch().whitenedBand()),
                number("leak in", predicted, p -> p.touch().leakIn()),
                number("leak in ±", predicted, p -> p.touch().leakInBand()),
                number("leak out", predicted, p -> p.touch().leakOut()),
                number("leak out ±", predicted, p -> p.touch().leakOutBand()),
                words(
                        "price of protecting it",
                        predicted,
                        p -> p.isTarget() ? "–" : p.touch().vif().toString()),
                number("co-occurrence φ", predicted, p -> p.together().phi()),
                words("φ by", predicted, p -> p.together().byLabels() ? "labels" : "the target's reader"));
    }

    /** Whether each feature can be spared, and why. */
    public Map<String, Verdict> verdicts() {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        predicted.stream().filter(p -> !p.isTarget()).forEach(p -> verdicts.put(p.name(), p.verdict()));
        return verdicts;
    }

    /** The same in words, for the whole model first. */
    public List<String> sentences() {
        return Sentences.of(removal.direction(), whole, predicted);
    }

    /** The cosines, each against its band of shuffled labels. */
    public PlotlyFigure plot() {
        double[] bands =
                predicted.stream().mapToDouble(p -> p.touch().cosineBand()).toArray();
        return Bars.of("feature", "cosine with " + name() + " in layer " + layer())
                .categories(predicted.stream().map(Prediction::name).toList())
                .series(
                        "cosine",
                        predicted.stream().mapToDouble(p -> p.touch().cosine()).toArray())
                .nullBand(
                        "shuffled labels, 95 %",
                        Arrays.stream(bands).map(b -> -b).toArray(), bands)
                .figure()
                .title("What else " + name() + " is aligned with");
    }

    /** Who would be touched: an arrow to each feature, as wide as its shift in the last layer, or here without gradients. */
    public PlotlyFigure graph() {
        boolean far = predicted.stream().allMatch(p -> p.onward().isPresent());
        Graph graph = Graph.of("shift (class gaps, rms) in layer "
                        + (far ? predicted.get(0).last().site().layer() : layer()))
                .node(name());
        for (Prediction each : predicted) {
            if (!each.isTarget()) {
                graph = graph.edge(
                        name(),
                        each.name(),
                        each.onward().orElse(each.local()).size().value());
            }
        }
        return graph.figure().title("Whom removing " + name() + " would touch");
    }

    /**
     * The dictionary that was given, beside the direction.
     *
     * @throws IllegalStateException when none was
     */
    public DictionaryOverlap dictionary() {
        if (dictionary == null) {
            throw new IllegalStateException("No dictionary was given. Add dictionary(…) before report().");
        }
        return dictionary;
    }

    /** The same numbers measured on test data in the edited model, beside the prediction; and these metrics. */
    public MeasuredInterference measuredOn(HookedTransformer edited, Metric... behaviour) {
        return new Measuring(model, unseen, predicted).on(removal, edited, List.of(behaviour));
    }

    /**
     * The same when each direction of {@link #wholeModel} is removed from everything written: what the edit of the direction
     * does beside what the same edit of controls does. As long as a measurement each.
     */
    public MeasuredControls measuredControls() {
        Measuring measuring = new Measuring(model, unseen, predicted);
        List<MeasuredControls.Row> rows = new ArrayList<>();
        for (WholeModel each : Progress.over(whole, "removing controls")) {
            rows.add(new MeasuredControls.Row(
                    each, measuring.on(removal, model.with(Ablation.ablation(each.direction())), List.of())));
        }
        return new MeasuredControls(name(), rows);
    }

    private String name() {
        return removal.direction().name();
    }

    private int layer() {
        return removal.direction().layer();
    }

    private static <T> StringColumn words(String name, List<T> rows, Function<T, String> value) {
        return StringColumn.create(name, rows.stream().map(value));
    }

    private static <T> DoubleColumn number(String name, List<T> rows, ToDoubleFunction<T> value) {
        return DoubleColumn.create(name, Readouts.rounded(rows.stream().mapToDouble(value)));
    }

    @Override
    public String toHtml() {
        Table words = Table.create("In words", StringColumn.create("what to expect", sentences()));
        return TableView.of(words).rows(predicted.size() + 2).toHtml()
                + TableView.of(wholeModel()).toHtml()
                + TableView.of(table()).toHtml()
                + TableView.of(touches()).digits(2).toHtml();
    }

    @Override
    public String toString() {
        return String.join("\n", sentences()) + "\n\n" + wholeModel() + "\n\n" + table() + "\n\n" + touches();
    }
}
