package dev.azimuth.interference;

import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.RankCorrelation;
import dev.azimuth.interference.DamageTarget.Kind;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What removing each feature did to each other, beside what was expected, and how well the one ranks the other. */
public final class MeasuredDamage implements Tabular {
    private final PredictedDamage predicted;
    private final List<DamageRows.Row> rows;

    MeasuredDamage(PredictedDamage predicted, List<DamageRows.Row> rows) {
        this.predicted = predicted;
        this.rows = rows;
    }

    /** A row a direction, a column a feature: the measured shift in the last layer, in class gaps, and what was expected. */
    @Override
    public Table table() {
        Table table = Table.create(
                "Shift in the last layer (class gaps, rms): measured, and expected by gradients",
                StringColumn.create("removed", rows.stream().map(DamageRows.Row::label)));
        for (int j = 0; j < features().size(); j++) {
            int feature = j;
            table.addColumns(StringColumn.create(
                    features().get(j).name(), IntStream.range(0, rows.size()).mapToObj(t -> cell(t, feature))));
        }
        return table;
    }

    private String cell(int target, int feature) {
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f)",
                last(target, feature).size().value(),
                predicted.onward(target, feature).size().value());
    }

    /** Each direction: what was known before, the divergence, and what is left of its own feature's gap in the last layer. */
    public Table wholeModel() {
        List<DamageTarget> targets = predicted.targets();
        return Table.create(
                "Each direction removed from everything written",
                StringColumn.create("removed", targets.stream().map(DamageTarget::label)),
                DoubleColumn.create("sink |cos|", Readouts.rounded(all().mapToDouble(predicted::sinkOverlap))),
                DoubleColumn.create(
                        "share of neutral energy (%)",
                        Readouts.rounded(all().mapToDouble(t -> 100 * predicted.energy(t)))),
                StringColumn.create(
                        KlDivergence.NAME,
                        rows.stream().map(row -> row.divergence().toString())),
                StringColumn.create(
                        "own gap left where found",
                        all().mapToObj(t -> own(t, rows.get(t).here()))),
                StringColumn.create(
                        "own gap left in the last layer",
                        all().mapToObj(t -> own(t, rows.get(t).last()))));
    }

    private String own(int target, List<DamageRows.Cell> cells) {
        int own = predicted.targets().get(target).own();
        return own < 0 ? "–" : cells.get(own).gapLeft().toString();
    }

    /** By how much leaving the attention sink alone cuts the divergence, and what of the removal remains. */
    public Table sparedSink() {
        int k = features().size();
        return Table.create(
                "Leaving the attention sink alone",
                StringColumn.create("feature", features().stream().map(Directions::name)),
                DoubleColumn.create("sink |cos|", Readouts.rounded(own().mapToDouble(predicted::sinkOverlap))),
                StringColumn.create(
                        "KL as found",
                        own().mapToObj(t -> rows.get(t).divergence().toString())),
                StringColumn.create(
                        "KL, sink left alone",
                        own().mapToObj(t -> rows.get(t + k).divergence().toString())),
                DoubleColumn.create(
                        "times less", Readouts.rounded(own().mapToDouble(t -> divergence(t) / divergence(t + k)))),
                StringColumn.create("removed as found", own().mapToObj(t -> removed(t, t))),
                StringColumn.create("removed, sink left alone", own().mapToObj(t -> removed(t + k, t))));
    }

    /** The share of the own gap in the last layer that is gone. */
    private String removed(int target, int feature) {
        Estimate left = last(target, feature).gapLeft();
        return new Estimate(1 - left.value(), 1 - left.high(), 1 - left.low(), left.n()).toString();
    }

    /**
     * How well what was known before ranks what was measured. Intervals draw features (directions, for the whole model);
     * <em>within</em> is the correlation after the effects of directions and features were taken out of both.
     */
    public Table rankCorrelations() {
        RankTable table = new RankTable();
        double[] divergences = all().mapToDouble(this::divergence).toArray();
        table.add(
                "divergence",
                "neutral energy",
                "all directions",
                RankCorrelation.estimate(all().mapToDouble(predicted::energy).toArray(), divergences));
        table.add(
                "divergence",
                "overlap with the sink",
                "all directions",
                RankCorrelation.estimate(
                        all().mapToDouble(predicted::sinkOverlap).toArray(), divergences));
        for (Kind kind : List.of(Kind.FOUND, Kind.SPARED)) {
            table.add(
                    "shift in layer " + predicted.layer() + ", removed there alone",
                    "the same on other texts",
                    kind.toString(),
                    cells(kind, (t, j) -> predicted.local(t, j).size().value()),
                    cells(kind, (t, j) -> predicted.localOnTest(t, j).size().value()));
            double[][] measured = cells(kind, (t, j) -> last(t, j).size().value());
            predicted
                    .predictors()
                    .forEach((name, value) ->
                            table.add("shift in the last layer", name, kind.toString(), cells(kind, value), measured));
        }
        return table.table();
    }

    /** How well gradients tell the sign of the mean shift in the last layer: share of pairs, and the factor they are off. */
    public Table calibration() {
        StringColumn of = StringColumn.create("directions");
        DoubleColumn sign = DoubleColumn.create("sign right (share of pairs)");
        DoubleColumn ratio = DoubleColumn.create("expected ÷ measured, median");
        DoubleColumn spread = DoubleColumn.create("factor that holds two thirds of pairs");
        for (Kind kind : List.of(Kind.FOUND, Kind.SPARED)) {
            List<double[]> pairs = new ArrayList<>();
            for (int t : members(kind)) {
                for (int j = 0; j < features().size(); j++) {
                    if (j != predicted.targets().get(t).own()) {
                        pairs.add(new double[] {
                            predicted.onward(t, j).mean().value()
                                    * last(t, j).mean().value(),
                            Math.log(predicted.onward(t, j).size().value()
                                    / last(t, j).size().value())
                        });
                    }
                }
            }
            of.append(kind.toString());
            sign.append(pairs.stream().filter(p -> p[0] > 0).count() / (double) pairs.size());
            double middle =
                    Bootstrap.quantile(pairs.stream().mapToDouble(p -> p[1]).toArray(), 0.5);
            ratio.append(Math.exp(middle));
            spread.append(Math.exp(Bootstrap.quantile(
                    pairs.stream().mapToDouble(p -> Math.abs(p[1] - middle)).toArray(), 2.0 / 3)));
        }
        return Table.create("Gradients as a measure of the shift in the last layer", of, sign, ratio, spread);
    }

    private double[][] cells(Kind kind, ToDoubleBiFunction<Integer, Integer> value) {
        int[] members = members(kind);
        double[][] cells = new double[members.length][features().size()];
        for (int i = 0; i < members.length; i++) {
            for (int j = 0; j < cells[i].length; j++) {
                cells[i][j] = i == j ? Double.NaN : value.applyAsDouble(members[i], j);
            }
        }
        return cells;
    }

    /** The rows of a kind, in the order of the features. */
    private int[] members(Kind kind) {
        return all().filter(t -> predicted.targets().get(t).kind() == kind).toArray();
    }

    /** The measured shifts in the last layer as colours, each feature as found, with the expected in brackets. */
    public PlotlyFigure plot() {
        return heatmap(Kind.FOUND);
    }

    /** The same with the attention sink left alone. */
    public PlotlyFigure plotSpared() {
        return heatmap(Kind.SPARED);
    }

    private PlotlyFigure heatmap(Kind kind) {
        List<String> names = features().stream().map(Directions::name).toList();
        int[] members = members(kind);
        double[][] values = new double[names.size()][names.size()];
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            List<String> texts = new ArrayList<>();
            for (int j = 0; j < values.length; j++) {
                values[i][j] = Math.log10(last(members[i], j).size().value());
                texts.add(cell(members[i], j));
            }
            cells.add(texts);
        }
        return Heatmap.of("feature", "removed", "shift in the last layer (log₁₀ of class gaps)")
                .values(values)
                .columns(names)
                .rows(names)
                .cells(cells)
                .figure()
                .size(960, 480)
                .title("Measured (expected), " + kind);
    }

    /** Expected against measured shifts in the last layer, on logarithmic axes. */
    public PlotlyFigure scatter() {
        Scatter scatter = Scatter.of("expected shift (class gaps, rms)", "measured shift (class gaps, rms)");
        for (Kind kind : Kind.values()) {
            List<double[]> points = new ArrayList<>();
            List<String> labels = new ArrayList<>();
            for (int t : members(kind)) {
                for (int j = 0; j < features().size(); j++) {
                    if (j != predicted.targets().get(t).own()) {
                        points.add(new double[] {
                            predicted.onward(t, j).size().value(),
                            last(t, j).size().value()
                        });
                        labels.add(predicted.targets().get(t).label() + " → "
                                + features().get(j).name());
                    }
                }
            }
            scatter = scatter.points(
                    kind.toString(),
                    points.stream().mapToDouble(p -> p[0]).toArray(),
                    points.stream().mapToDouble(p -> p[1]).toArray(),
                    labels);
        }
        return scatter.figure()
                .layout("{\"xaxis\": {\"type\": \"log\"}, \"yaxis\": {\"type\": \"log\"}}")
                .title("Removing one feature, reading another");
    }

    /** The divergences as a calibration for other directions of this model, to be measured on other neutral prompts. */
    public KlCalibration klCalibration() {
        return KlCalibration.of(
                predicted.targets().stream().map(DamageTarget::label).toList(),
                all().mapToDouble(predicted::energy).toArray(),
                all().mapToDouble(this::divergence).toArray());
    }

    private List<Directions> features() {
        return predicted.features();
    }

    private IntStream all() {
        return IntStream.range(0, rows.size());
    }

    private IntStream own() {
        return IntStream.range(0, features().size());
    }

    private double divergence(int target) {
        return rows.get(target).divergence().value();
    }

    private DamageRows.Cell last(int target, int feature) {
        return rows.get(target).last().get(feature);
    }

    @Override
    public String toHtml() {
        return TableView.of(rankCorrelations()).toHtml()
                + TableView.of(wholeModel()).rows(rows.size()).toHtml()
                + TableView.of(table()).rows(rows.size()).toHtml();
    }

    @Override
    public String toString() {
        return rankCorrelations() + "\n\n" + wholeModel() + "\n\n" + table();
    }
}
