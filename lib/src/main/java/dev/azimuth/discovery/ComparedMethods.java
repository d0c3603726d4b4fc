package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
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
        addEstimates(table, readoutName(), Way::onReadout);
        if (ways.stream().anyMatch(way -> way.onScore().n() > 0)) {
            addEstimates(table, score, Way::onScore);
        }
        table.addColumns(
                number("sink |cos|", way -> way.map(found.sink()::overlap)),
                DoubleColumn.create("seconds", ways.stream().mapToDouble(Way::seconds)));
        return table;
    }

    private void addEstimates(Table table, String name, Function<Way, Estimate> of) {
        table.addColumns(StringColumn.create(name, ways.stream().map(of).map(ComparedMethods::text)));
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

    /**
     * For each method and number of pairs: held-out AUC, cosine with the fit of all pairs, seconds a fit, and if it was
     * asked for, the effect of steering by what a first draw of so many pairs gives.
     */
    public Table examples() {
        List<MethodCurve.Point> points =
                curves.stream().flatMap(curve -> curve.points().stream()).toList();
        Table table = Table.create(
                found.name() + " from fewer pairs, on " + found.test().pairs() + " test pairs",
                StringColumn.create(
                        "method",
                        curves.stream().flatMap(c -> c.points().stream().map(point -> c.method()))),
                IntColumn.create("pairs", points.stream().mapToInt(MethodCurve.Point::pairs)),
                DoubleColumn.create(
                        "AUC", points.stream().mapToDouble(p -> p.auc().value())),
                DoubleColumn.create(
                        "lowest draw", points.stream().mapToDouble(p -> p.auc().low())),
                DoubleColumn.create(
                        "highest draw", points.stream().mapToDouble(p -> p.auc().high())),
                DoubleColumn.create("cos with all pairs", points.stream().mapToDouble(MethodCurve.Point::cosine)),
                DoubleColumn.create("seconds", points.stream().mapToDouble(MethodCurve.Point::seconds)));
        if (hasEffectsOfFewerPairs()) {
            table.addColumns(StringColumn.create(
                    readoutName(), points.stream().map(p -> text(p.steered().onReadout()))));
        }
        if (points.stream().anyMatch(p -> p.steered().onScore().n() > 0)) {
            table.addColumns(StringColumn.create(
                    score, points.stream().map(p -> text(p.steered().onScore()))));
        }
        return table;
    }

    private boolean hasEffectsOfFewerPairs() {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .anyMatch(point -> point.steered().onReadout().n() > 0);
    }

    private String readoutName() {
        return "readout in layer " + readout.layer() + " (gaps)";
    }

    private static String text(Estimate estimate) {
        return estimate.n() == 0 ? "–" : estimate.toString();
    }

    /** Held-out AUC over the number of pairs, a line a method. */
    public PlotlyFigure learning() {
        return overPairs(
                        "AUC on " + found.test().pairs() + " test pairs (mean of draws)",
                        point -> point.auc().value())
                .reference("chance", 0.5)
                .figure()
                .title("What more pairs bring each method");
    }

    /**
     * The shift of the readout over the number of pairs, a line a method.
     *
     * @throws IllegalStateException when it was not asked for
     */
    public PlotlyFigure effectsOfFewerPairs() {
        if (!hasEffectsOfFewerPairs()) {
            throw new IllegalStateException(
                    "Only the fits of all pairs were steered by. Add effectsOfFewerPairs() before run().");
        }
        return overPairs(
                        "shift of the " + readoutName() + ", "
                                + 2 * found.test().pairs() + " texts",
                        point -> point.steered().onReadout().value())
                .reference("no effect", 0)
                .figure()
                .title("What steering by fewer pairs does to " + found.name());
    }

    private LayerCurve overPairs(String axis, ToDoubleFunction<MethodCurve.Point> of) {
        LayerCurve curve = LayerCurve.of("training pairs", axis);
        if (!curves.isEmpty()) {
            curve = curve.at(curves.get(0).points().stream()
                    .mapToDouble(MethodCurve.Point::pairs)
                    .toArray());
        }
        for (MethodCurve each : curves) {
            curve = curve.series(
                    each.method(), each.points().stream().mapToDouble(of).toArray());
        }
        return curve;
    }

    @Override
    public String toHtml() {
        return TableView.of(table()).digits(2).toHtml()
                + effects().toHtml()
                + (curves.isEmpty() ? "" : cosines().toHtml() + learning().toHtml())
                + (hasEffectsOfFewerPairs() ? effectsOfFewerPairs().toHtml() : "");
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
