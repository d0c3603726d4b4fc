package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Box plots: median and quartiles, whiskers to the last value within one and a half box lengths, the rest as points. */
final class SvgBoxes implements SvgMark {
    private final JsonNode trace;
    private final int index;
    private final Map<Double, double[]> groups = new TreeMap<>();

    SvgBoxes(JsonNode trace, int index, SvgAxis x, SvgAxis y) {
        this.trace = trace;
        this.index = index;
        double[] ys = y.coordinates(trace.path("y"));
        double own = trace.has("x")
                ? Double.NaN
                : x.coordinate(TextNode.valueOf(trace.path("name").asText()));
        double[] xs = trace.has("x")
                ? x.coordinates(trace.path("x"))
                : Arrays.stream(ys).map(v -> own).toArray();
        for (double place : Arrays.stream(xs).distinct().toArray()) {
            groups.put(
                    place,
                    IntStream.range(0, Math.min(xs.length, ys.length))
                            .filter(i -> xs[i] == place && Double.isFinite(ys[i]))
                            .mapToDouble(i -> ys[i])
                            .sorted()
                            .toArray());
        }
        groups.values().removeIf(values -> values.length == 0);
    }

    @Override
    public void reach(SvgAxis x, SvgAxis y) {
        groups.forEach((place, values) -> {
            x.touch(place - 0.5, place + 0.5);
            y.include(values);
        });
    }

    @Override
    public void draw(Svg svg, Scale x, Scale y) {
        String colour = SvgMark.colour(trace, "marker", index);
        Paint line = Paint.stroke(colour, 1.5);
        groups.forEach((place, sorted) -> {
            double first = quantile(sorted, 0.25);
            double third = quantile(sorted, 0.75);
            double reach = 1.5 * (third - first);
            double low =
                    Arrays.stream(sorted).filter(v -> v >= first - reach).min().orElse(first);
            double high =
                    Arrays.stream(sorted).filter(v -> v <= third + reach).max().orElse(third);
            double left = x.at(place - 0.25);
            double right = x.at(place + 0.25);
            double middle = y.at(quantile(sorted, 0.5));
            svg.line(x.at(place), y.at(low), x.at(place), y.at(high), line);
            svg.box(left, y.at(third), right, y.at(first), Paint.fill("#ffffff"));
            svg.box(left, y.at(third), right, y.at(first), line);
            svg.box(left, y.at(third), right, y.at(first), Paint.fill(colour).opacity(0.4));
            svg.line(left, middle, right, middle, line);
            Arrays.stream(sorted)
                    .filter(v -> v < low || v > high)
                    .forEach(v -> svg.circle(x.at(place), y.at(v), 2.5, Paint.fill(colour)));
        });
    }

    /** Plotly's quartiles, the tenth of the known ways: the i-th of n values stands at (i - 1/2) / n. */
    private static double quantile(double[] sorted, double share) {
        double at = Math.max(0, Math.min(sorted.length - 1, share * sorted.length - 0.5));
        int below = (int) at;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public void key(Svg svg, double x, double y) {
        Paint paint = Paint.fill(SvgMark.colour(trace, "marker", index)).opacity(0.5);
        svg.box(x - 7, y - 6, x + 7, y + 6, paint);
    }
}
