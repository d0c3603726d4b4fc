package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/**
 * The distributions of several samples over each other, in the same bins, as shares, so that samples of different size
 * compare.
 *
 * <pre>{@code Histograms.of("projection on the direction").sample("true", a).sample("false", b).mark("threshold", 0.3).figure()}</pre>
 */
public final class Histograms {
    private record Mark(String label, double at) {}

    private final AxisNames names;
    private final List<Series> samples;
    private final List<Mark> marks;
    private final int bins;

    private Histograms(AxisNames names, List<Series> samples, List<Mark> marks, int bins) {
        this.names = names;
        this.samples = samples;
        this.marks = marks;
        this.bins = bins;
    }

    /** Opens a figure by the name of what is measured, with its unit. */
    public static Histograms of(String name) {
        return new Histograms(new AxisNames(name, "share of the sample"), List.of(), List.of(), 40);
    }

    /**
     * Adds a sample; its legend says how many values it has.
     *
     * @throws IllegalArgumentException if it has none that is finite
     */
    public Histograms sample(String name, double[] values) {
        double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
        if (finite.length == 0) {
            throw new IllegalArgumentException(
                    "The sample \"" + name + "\" has no finite value among its " + values.length + ".");
        }
        return new Histograms(names, Lists.append(samples, new Series(name, finite, null, null)), marks, bins);
    }

    /** Marks a value, such as a threshold. */
    public Histograms mark(String label, double x) {
        return new Histograms(names, samples, Lists.append(marks, new Mark(label, x)), bins);
    }

    /** At most so many bins; 40 unless told. */
    public Histograms bins(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A histogram with " + most + " bins. Give at least 1.");
        }
        return new Histograms(names, samples, marks, most);
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there is no sample
     */
    public PlotlyFigure figure() {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("Histograms without a sample. Add one by sample(name, values).");
        }
        Bins shared = Bins.over(samples.stream().map(s -> s.values).toArray(double[][]::new), bins);
        ArrayNode data = Json.array();
        for (int i = 0; i < samples.size(); i++) {
            data.add(trace(samples.get(i), shared, Style.colour(i)));
        }
        ObjectNode layout = Style.layout(names).put("barmode", "overlay").put("showlegend", true);
        double middle = shared.start() + shared.width() * shared.count() / 2;
        marks.forEach(mark -> Notes.up(layout, mark.label(), mark.at(), mark.at() > middle));
        return new PlotlyFigure(data, layout);
    }

    private static ObjectNode trace(Series sample, Bins bins, String colour) {
        double[] shares = bins.counts(sample.values);
        int n = sample.values.length;
        Arrays.setAll(shares, i -> shares[i] / n);
        ObjectNode trace =
                Json.object().put("type", "bar").put("name", Markup.plotly(sample.name + " (n = " + n + ")"));
        trace.set("x", Json.numbers(bins.centres()));
        trace.set("y", Json.numbers(shares));
        trace.put("width", bins.width()).put("offset", -bins.width() / 2).put("opacity", 0.55);
        trace.put("hovertemplate", "%{x:.4~g}: %{y:.1%}");
        trace.putObject("marker").put("color", colour);
        return trace;
    }

    @Override
    public String toString() {
        return "Histograms[" + names.x() + "; " + samples.size() + " samples; figure() draws it]";
    }
}
