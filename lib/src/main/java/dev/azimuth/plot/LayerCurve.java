package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines over layers, or over any other ordered quantity, each with an interval as a band where there is one.
 *
 * <pre>{@code
 * LayerCurve.of("layer", "AUC").series("mean difference", auc, low, high).reference("chance", 0.5).mark("chosen", 14).figure()
 * }</pre>
 */
public final class LayerCurve {
    private record Line(String label, double at) {}

    private final AxisNames names;
    private final double @Nullable [] positions;
    private final List<Series> series;
    private final List<Line> references;
    private final List<Line> marks;

    private LayerCurve(
            AxisNames names,
            double @Nullable [] positions,
            List<Series> series,
            List<Line> references,
            List<Line> marks) {
        this.names = names;
        this.positions = positions;
        this.series = series;
        this.references = references;
        this.marks = marks;
    }

    /** Opens a figure by the names of its axes, with units. */
    public static LayerCurve of(String xName, String yName) {
        return new LayerCurve(new AxisNames(xName, yName), null, List.of(), List.of(), List.of());
    }

    /** Where the values stand along x; 0, 1, 2, … unless told. */
    public LayerCurve at(double... x) {
        return new LayerCurve(names, x.clone(), series, references, marks);
    }

    /** Adds a line; a value that is NaN is a gap. */
    public LayerCurve series(String name, double[] values) {
        return with(new Series(name, values, null, null));
    }

    /** Adds a line in a band between {@code low} and {@code high}. */
    public LayerCurve series(String name, double[] values, double[] low, double[] high) {
        return with(new Series(name, values, low, high));
    }

    private LayerCurve with(Series next) {
        if (!series.isEmpty()) {
            Lists.sized("\"" + next.name + "\"", next.values, series.get(0).values.length, "in the series before");
        }
        return new LayerCurve(names, positions, Lists.append(series, next), references, marks);
    }

    /** Adds a level line, such as chance at 0.5. */
    public LayerCurve reference(String label, double y) {
        return new LayerCurve(names, positions, series, Lists.append(references, new Line(label, y)), marks);
    }

    /** Marks a place along x, such as the chosen layer. */
    public LayerCurve mark(String label, double x) {
        return new LayerCurve(names, positions, series, references, Lists.append(marks, new Line(label, x)));
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there is no series, or a series and the positions differ in length
     */
    public PlotlyFigure figure() {
        if (series.isEmpty()) {
            throw new IllegalArgumentException("A LayerCurve without a line. Add one by series(name, values).");
        }
        int count = series.get(0).values.length;
        double[] x = positions == null
                ? IntStream.range(0, count).asDoubleStream().toArray()
                : Lists.sized("at(…)", positions, count, "values in each series");
        ArrayNode data = Json.array();
        for (int i = 0; i < series.size(); i++) {
            if (series.get(i).hasEnds()) {
                data.add(band(series.get(i), x, i));
            }
        }
        for (int i = 0; i < series.size(); i++) {
            data.add(line(series.get(i), x, i));
        }
        ObjectNode layout = Style.layout(names).put("hovermode", "x unified");
        layout.withObject("/xaxis/unifiedhovertitle").put("text", Markup.plotly(names.x()) + " %{x}");
        if (positions == null) {
            wholeTicks(layout.withObject("/xaxis"), count);
        }
        references.forEach(line -> Notes.across(layout, line.label(), line.at()));
        marks.forEach(line -> Notes.up(layout, line.label(), line.at(), line.at() > (x[0] + x[count - 1]) / 2));
        return new PlotlyFigure(data, layout);
    }

    /** There is no layer 2.5. */
    private static void wholeTicks(ObjectNode axis, int count) {
        double[] ticks = Numbers.ticks(0, count - 1, Math.min(count - 1, 10));
        axis.set("tickvals", Json.numbers(ticks));
        double room = 0.02 * (count - 1) + 0.05;
        axis.set("range", Json.numbers(-room, count - 1 + room));
    }

    private static ObjectNode line(Series series, double[] x, int index) {
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", x.length > 60 ? "lines" : "lines+markers");
        trace.put("name", Markup.plotly(series.name));
        trace.set("x", Json.numbers(x));
        trace.set("y", Json.numbers(series.values));
        trace.putObject("line")
                .put("color", Style.colour(index))
                .put("width", 2)
                .put("dash", Style.dash(index));
        trace.putObject("marker").put("size", 5).put("color", Style.colour(index));
        if (series.hasEnds()) {
            ArrayNode ends = trace.putArray("customdata");
            for (int i = 0; i < x.length; i++) {
                ends.add(Json.numbers(series.low()[i], series.high()[i]));
            }
            trace.put("hovertemplate", "%{y:.4~g} [%{customdata[0]:.4~g}, %{customdata[1]:.4~g}]");
        } else {
            trace.put("hovertemplate", "%{y:.4~g}");
        }
        return trace;
    }

    /** There and back again along the two ends. A place where one of them is missing is left out. */
    private static ObjectNode band(Series series, double[] x, int index) {
        int[] there = IntStream.range(0, x.length)
                .filter(i -> Double.isFinite(series.low()[i]) && Double.isFinite(series.high()[i]))
                .toArray();
        int n = there.length;
        double[] xs = new double[2 * n];
        double[] ys = new double[2 * n];
        for (int i = 0; i < n; i++) {
            xs[i] = xs[2 * n - 1 - i] = x[there[i]];
            ys[i] = series.high()[there[i]];
            ys[2 * n - 1 - i] = series.low()[there[i]];
        }
        ObjectNode trace =
                Json.object().put("type", "scatter").put("mode", "none").put("fill", "toself");
        trace.put("fillcolor", Style.translucent(Style.colour(index), 0.18));
        trace.put("hoverinfo", "skip").put("showlegend", false);
        trace.set("x", Json.numbers(xs));
        trace.set("y", Json.numbers(ys));
        return trace;
    }

    @Override
    public String toString() {
        return "LayerCurve[" + names.y() + " over " + names.x() + "; " + series.size() + " series; figure() draws it]";
    }
}
