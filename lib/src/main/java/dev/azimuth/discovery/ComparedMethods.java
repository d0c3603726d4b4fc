package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Several ways to one concept, measured; a notebook shows the table and the figures as one page. */
public final class ComparedMethods implements Tabular {
    static final Estimate NOT_MEASURED = new Estimate(Double.NaN, Double.NaN, Double.NaN, 0);

    /**
     * One way.
     *
     * @param direction what it found; none for an instruction or a trained intervention
     */
    record Way(
            String name,
            @Nullable Direction direction,
            Estimate auc,
            Estimate onReadout,
            Estimate onScore,
            double seconds) {}

    private final Directions found;
    private final Direction mean;
    private final Direction readout;
    private final double scale;
    private final String score;
    private final List<Way> ways;
    private final List<MethodCurve> curves;

    ComparedMethods(
            Directions found,
            Direction mean,
            Direction readout,
            double scale,
            String score,
            List<Way> ways,
            List<MethodCurve> curves) {
        this.found = found;
        this.mean = mean;
        this.readout = readout;
        this.scale = scale;
        this.score = score;
        this.ways = List.copyOf(ways);
        this.curves = List.copyOf(curves);
    }

    /**
     * Way by way: AUC with each topic left out in turn, cosine with the mean difference, effect of steering on the readout in the last layer and
     * on the score, overlap with the attention sink, and seconds a fit.
     */
    @Override
    public Table table() {
        Table table = Table.create(
                "Ways to " + found.name() + " in layer " + mean.layer() + ", steered by ±" + scale
                        + " gaps of the mean difference, on " + 2 * found.test().pairs() + " test texts",
                StringColumn.create("method", ways.stream().map(Way::name)));
        addEstimates(table, "AUC by topic", Way::auc);
        table.addColumns(number("cos with mean difference", way -> way.map(mean::cosine)));
        addEstimates(table, "readout in layer " + readout.layer() + " (gaps)", Way::onReadout);
        if (ways.stream().anyMatch(way -> way.onScore().n() > 0)) {
            addEstimates(table, score, Way::onScore);
        }
        table.addColumns(
                number("sink |cos|", way -> way.map(found.sink()::overlap)),
                DoubleColumn.create("seconds", ways.stream().mapToDouble(Way::seconds)));
        return table;
    }

    private void addEstimates(Table table, String name, Function<Way, Estimate> of) {
        table.addColumns(StringColumn.create(name, ways.stream().map(of).map(e -> e.n() == 0 ? "–" : e.toString())));
    }

    private DoubleColumn number(String name, Function<Optional<Direction>, Optional<Double>> of) {
        return DoubleColumn.create(
                name,
                ways.stream()
                        .mapToDouble(way ->
                                of.apply(Optional.ofNullable(way.direction())).orElse(Double.NaN)));
    }

    /** The cosines of the directions with one another. */
    public PlotlyFigure cosines() {
        List<Direction> directions = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Way way : ways) {
            if (way.direction() != null) {
                directions.add(way.direction());
                names.add(way.name());
            }
        }
        return Heatmap.of("method", "method", "cosine")
                .values(directions.stream()
                        .map(one -> directions.stream().mapToDouble(one::cosine).toArray())
                        .toArray(double[][]::new))
                .rows(names)
                .columns(names)
                .diverging(0)
                .range(-1, 1)
                .printed()
                .figure()
                .size(720, 520)
                .title(String.format(
                        Locale.ROOT,
                        "How alike the directions of %s are; shuffled labels reach %.2f",
                        found.name(),
                        found.cosineBand(mean)));
    }

    /** How far each way moves the readout in the last layer. */
    public PlotlyFigure effects() {
        return Bars.of("method", "shift of the readout in layer " + readout.layer() + " (class gaps, 95 % interval)")
                .categories(ways.stream().map(Way::name).toList())
                .series(
                        "half of towards minus away (n = " + 2 * found.test().pairs() + " texts)",
                        ways.stream().mapToDouble(w -> w.onReadout().value()).toArray(),
                        ways.stream().mapToDouble(w -> w.onReadout().low()).toArray(),
                        ways.stream().mapToDouble(w -> w.onReadout().high()).toArray())
                .horizontal()
                .figure()
                .title("What each way does to " + found.name());
    }

    /** Held-out AUC and seconds a fit, for each method and number of pairs. */
    public Table examples() {
        StringColumn method = StringColumn.create("method");
        IntColumn pairs = IntColumn.create("pairs");
        DoubleColumn auc = DoubleColumn.create("AUC");
        DoubleColumn lowest = DoubleColumn.create("lowest draw");
        DoubleColumn highest = DoubleColumn.create("highest draw");
        DoubleColumn seconds = DoubleColumn.create("seconds");
        for (MethodCurve curve : curves) {
            for (MethodCurve.Point point : curve.points()) {
                method.append(curve.method());
                pairs.append(point.pairs());
                auc.append(point.auc().value());
                lowest.append(point.auc().low());
                highest.append(point.auc().high());
                seconds.append(point.seconds());
            }
        }
        return Table.create(
                found.name() + " from fewer pairs, on " + found.test().pairs() + " test pairs",
                method,
                pairs,
                auc,
                lowest,
                highest,
                seconds);
    }

    /** Held-out AUC over the number of pairs, a line a method. */
    public PlotlyFigure learning() {
        LayerCurve curve =
                LayerCurve.of("training pairs", "AUC on " + found.test().pairs() + " test pairs (mean of draws)");
        if (!curves.isEmpty()) {
            curve = curve.at(curves.get(0).points().stream()
                    .mapToDouble(MethodCurve.Point::pairs)
                    .toArray());
        }
        for (MethodCurve each : curves) {
            curve = curve.series(
                    each.method(),
                    each.points().stream().mapToDouble(p -> p.auc().value()).toArray());
        }
        return curve.reference("chance", 0.5).figure().title("What more pairs bring each method");
    }

    @Override
    public String toHtml() {
        return TableView.of(table()).digits(2).toHtml()
                + effects().toHtml()
                + (curves.isEmpty() ? "" : cosines().toHtml() + learning().toHtml());
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
