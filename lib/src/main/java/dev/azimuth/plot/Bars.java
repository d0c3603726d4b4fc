package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Grouped bars, with intervals, and behind each category a grey band of what chance alone would give.
 *
 * <pre>{@code
 * Bars.of("feature", "change in AUC").categories(features).series("predicted", p).series("measured", m, low, high)
 *     .nullBand("random directions, 95 %", nullLow, nullHigh).figure()
 * }</pre>
 */
public final class Bars {
    private static final double BARS = 0.76;
    private static final double BAND = 0.92;
    private static final int LONGEST_LABEL = 30;

    private final AxisNames names;
    private final List<String> categories;
    private final List<Series> series;
    private final @Nullable Series band;
    private final boolean lying;

    private Bars(AxisNames names, List<String> categories, List<Series> series, @Nullable Series band, boolean lying) {
        this.names = names;
        this.categories = categories;
        this.series = series;
        this.band = band;
        this.lying = lying;
    }

    /** Opens a figure by the names of the axis of categories and of the axis of values, with the value's unit. */
    public static Bars of(String categoryName, String valueName) {
        return new Bars(new AxisNames(categoryName, valueName), List.of(), List.of(), null, false);
    }

    /** The categories in order; the same name may occur more than once. */
    public Bars categories(List<String> names) {
        return new Bars(this.names, List.copyOf(names), series, band, lying);
    }

    /** Adds a bar to every category; a value that is NaN is left out. */
    public Bars series(String name, double[] values) {
        return new Bars(names, categories, Lists.append(series, new Series(name, values, null, null)), band, lying);
    }

    /** Adds a bar to every category, each with an interval from {@code low} to {@code high}. */
    public Bars series(String name, double[] values, double[] low, double[] high) {
        return new Bars(names, categories, Lists.append(series, new Series(name, values, low, high)), band, lying);
    }

    /** A grey band behind every category, such as the middle 95 % of what random directions do. */
    public Bars nullBand(String name, double[] low, double[] high) {
        return new Bars(names, categories, series, new Series(name, low, low, high), lying);
    }

    /** Bars that lie, first category on top, for names that are long or many. */
    public Bars horizontal() {
        return new Bars(names, categories, series, band, true);
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there are no categories or no series, or their lengths differ
     */
    public PlotlyFigure figure() {
        if (categories.isEmpty() || series.isEmpty()) {
            throw new IllegalArgumentException("Bars with " + categories.size() + " categories and " + series.size()
                    + " series. Give at least one of each, by categories(names) and series(name, values).");
        }
        int n = categories.size();
        double width = BARS / series.size();
        ArrayNode data = Json.array();
        if (band != null) {
            double[] low = Lists.sized("\"" + band.name + "\"", band.low(), n, "categories");
            double[] heights = new double[n];
            Arrays.setAll(heights, i -> band.high()[i] - low[i]);
            ObjectNode trace =
                    trace(band.name, heights, Style.NULL_BAND, -BAND / 2, BAND).put("hoverinfo", "skip");
            trace.set("base", Json.numbers(low));
            data.add(trace);
        }
        for (int i = 0; i < series.size(); i++) {
            Series one = series.get(i);
            double[] values = Lists.sized("\"" + one.name + "\"", one.values, n, "categories");
            ObjectNode trace = trace(one.name, values, Style.colour(i), -BARS / 2 + i * width, width * 0.94);
            trace.set("hovertext", Json.labels(categories));
            trace.put("hovertemplate", "%{hovertext}: %{" + (lying ? "x" : "y") + ":.4~g}");
            if (one.hasEnds()) {
                trace.set(lying ? "error_x" : "error_y", one.errorBars());
            }
            data.add(trace);
        }
        return new PlotlyFigure(data, layout());
    }

    private ObjectNode trace(String name, double[] values, String colour, double offset, double width) {
        ObjectNode trace = Json.object().put("type", "bar").put("name", Markup.plotly(name));
        trace.put("orientation", lying ? "h" : "v").put("offset", offset).put("width", width);
        trace.set(lying ? "y" : "x", Json.numbers(SvgBars.count(values.length)));
        trace.set(lying ? "x" : "y", Json.numbers(values));
        trace.putObject("marker").put("color", colour);
        return trace;
    }

    private ObjectNode layout() {
        ObjectNode layout = Style.layout(lying ? new AxisNames(names.y(), names.x()) : names)
                .put("barmode", "group");
        int n = categories.size();
        ObjectNode across = layout.withObject(lying ? "/yaxis" : "/xaxis").put("showgrid", false);
        across.set("range", lying ? Json.numbers(n - 0.5, -0.5) : Json.numbers(-0.5, n - 0.5));
        List<String> labels =
                categories.stream().map(c -> Markup.tick(c, LONGEST_LABEL)).toList();
        Style.ticks(layout, lying ? "yaxis" : "xaxis", SvgBars.count(n), labels);
        layout.withObject(lying ? "/xaxis" : "/yaxis").put("zeroline", true).put("zerolinecolor", Style.AXIS);
        if (lying) {
            layout.put("height", Math.max(220, 130 + n * (14 + 14 * series.size())));
        }
        return layout;
    }

    @Override
    public String toString() {
        return "Bars[" + names.y() + " by " + names.x() + "; " + categories.size() + " categories, " + series.size()
                + " series; figure() draws it]";
    }
}
