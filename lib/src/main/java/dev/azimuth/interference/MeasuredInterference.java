package dev.azimuth.interference;

import dev.azimuth.evaluation.EvaluationResult;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Perplexity;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What an edit did to each feature, beside what was predicted, and to the model as a whole. */
public final class MeasuredInterference implements Tabular {
    /** One feature, where the direction was found and in the last layer. */
    record Row(Prediction predicted, MeasuredProbe here, MeasuredProbe last) {}

    private final String target;
    private final List<Row> rows;
    private final Estimate divergence;
    private final Estimate perplexityBefore;
    private final Estimate perplexity;
    private final Optional<EvaluationResult> behaviour;

    MeasuredInterference(
            String target,
            List<Row> rows,
            Estimate divergence,
            Estimate perplexityBefore,
            Estimate perplexity,
            Optional<EvaluationResult> behaviour) {
        this.target = target;
        this.rows = List.copyOf(rows);
        this.divergence = divergence;
        this.perplexityBefore = perplexityBefore;
        this.perplexity = perplexity;
        this.behaviour = behaviour;
    }

    /** KL(before ‖ after) on neutral prompts that the prediction did not see. */
    public Estimate klDivergence() {
        return divergence;
    }

    /** Of prose, after the edit. */
    public Estimate perplexity() {
        return perplexity;
    }

    /**
     * How much frozen readers of the features that were to be spared lose of their accuracy in the last layer: the root mean
     * square over these features (SteeringSafety, 2025, arXiv 2509.13450).
     */
    public double entanglement() {
        return Readouts.rms(rows.stream()
                .filter(row -> !row.predicted().isTarget())
                .mapToDouble(row -> row.last().accuracyLost())
                .toArray());
    }

    /** What the further metrics measured before and after the edit. */
    public Optional<EvaluationResult> behaviour() {
        return behaviour;
    }

    /** Feature by feature: predicted beside measured, where the direction was found and in the last layer. */
    @Override
    public Table table() {
        return Table.create(
                "Removing " + target + ": predicted and measured; " + KlDivergence.NAME + " on neutral text: "
                        + divergence,
                words("feature", row -> row.predicted().name()),
                words(
                        "predicted shift (class gaps, rms)",
                        row -> row.predicted().local().size().toString()),
                words("measured shift", row -> row.here().shift().size().toString()),
                words(
                        "predicted gap left",
                        row -> row.predicted().local().gapLeft().toString()),
                words("measured gap left", row -> row.here().shift().gapLeft().toString()),
                words("predicted shift in the last layer", row -> onward(row, Shift::size)),
                words("measured shift there", row -> row.last().shift().size().toString()),
                words("predicted gap left there", row -> onward(row, Shift::gapLeft)),
                words(
                        "measured gap left there",
                        row -> row.last().shift().gapLeft().toString()));
    }

    private static String onward(Row row, Function<Shift, Estimate> what) {
        return row.predicted().onward().map(what).map(Estimate::toString).orElse("–");
    }

    /** What frozen and refitted readers still tell apart on test texts, a row for each feature and layer. */
    public Table probes() {
        List<ProbeRow> all = rows.stream()
                .flatMap(row -> Stream.of(
                        new ProbeRow(row, row.predicted().here().site().layer(), row.here()),
                        new ProbeRow(row, row.predicted().last().site().layer(), row.last())))
                .distinct()
                .toList();
        return Table.create(
                "Removing " + target + ": AUC of readers fitted before the edit and after it, " + "on test texts",
                StringColumn.create(
                        "feature", all.stream().map(r -> r.of().predicted().name())),
                IntColumn.create("layer", all.stream().mapToInt(ProbeRow::layer)),
                StringColumn.create(
                        "before", all.stream().map(r -> r.probe().frozenBefore().toString())),
                StringColumn.create(
                        "frozen, after",
                        all.stream().map(r -> r.probe().frozenAfter().toString())),
                DoubleColumn.create(
                        "accuracy lost by the frozen",
                        Readouts.rounded(all.stream().mapToDouble(r -> r.probe().accuracyLost()))),
                StringColumn.create(
                        "fitted alone, before",
                        all.stream().map(r -> r.probe().refittedBefore().toString())),
                StringColumn.create(
                        "fitted again, after",
                        all.stream().map(r -> r.probe().refittedAfter().toString())));
    }

    private record ProbeRow(Row of, int layer, MeasuredProbe probe) {}

    /** The whole model. */
    public Table wholeModel() {
        return Table.create(
                "The model as a whole when " + target + " is removed",
                StringColumn.create(
                        "what",
                        List.of(
                                KlDivergence.NAME,
                                Perplexity.NAME + " before",
                                Perplexity.NAME + " after",
                                "entanglement")),
                StringColumn.create(
                        "measured",
                        List.of(
                                divergence.toString(),
                                perplexityBefore.toString(),
                                perplexity.toString(),
                                String.format(Locale.ROOT, "%.3f", entanglement()))));
    }

    /** Predicted against measured shift; on the diagonal the prediction was right. */
    public PlotlyFigure plot() {
        List<String> names = rows.stream().map(row -> row.predicted().name()).toList();
        Scatter scatter = Scatter.of("predicted shift (class gaps, rms)", "measured shift (class gaps, rms)")
                .points(
                        "in layer " + rows.get(0).predicted().here().site().layer(),
                        rows.stream()
                                .mapToDouble(
                                        row -> row.predicted().local().size().value())
                                .toArray(),
                        rows.stream()
                                .mapToDouble(row -> row.here().shift().size().value())
                                .toArray(),
                        names);
        List<Row> far = rows.stream()
                .filter(row -> row.predicted().onward().isPresent())
                .toList();
        if (!far.isEmpty()) {
            scatter = scatter.points(
                    "in the last layer, by gradients",
                    far.stream()
                            .mapToDouble(row -> row.predicted()
                                    .onward()
                                    .orElseThrow()
                                    .size()
                                    .value())
                            .toArray(),
                    far.stream()
                            .mapToDouble(row -> row.last().shift().size().value())
                            .toArray(),
                    names);
        }
        return scatter.printed().diagonal().figure().title("Removing " + target + ": predicted and measured");
    }

    private StringColumn words(String name, Function<Row, String> value) {
        return StringColumn.create(name, rows.stream().map(value));
    }

    /** The rows, for a summary over several edits. */
    List<Row> rows() {
        return rows;
    }

    @Override
    public String toHtml() {
        return TableView.of(wholeModel()).toHtml()
                + TableView.of(table()).toHtml()
                + TableView.of(probes()).toHtml();
    }

    @Override
    public String toString() {
        return wholeModel() + "\n\n" + table() + "\n\n" + probes();
    }
}
