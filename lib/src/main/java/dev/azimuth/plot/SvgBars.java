package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Bars, upright or lying, from their own base, with error bars; a histogram's bins are bars as well. */
final class SvgBars implements SvgMark {
    private final JsonNode trace;
    private final int index;
    private final boolean lying;
    private final double[] positions;
    private final double[] base;
    private final double[] values;
    private final double unit;
    private final double offset;
    private final double width;

    private SvgBars(JsonNode trace, int index, double[] positions, double[] values, double[] base) {
        this.trace = trace;
        this.index = index;
        this.lying = trace.path("orientation").asText().equals("h");
        this.positions = positions;
        this.values = values;
        this.base = base;
        this.unit = unit(positions);
        int slots = trace.path("slots").asInt(1);
        double share = trace.path("type").asText().equals("histogram") ? 1 : 0.8;
        this.width = trace.path("width").asDouble(share * unit / slots);
        this.offset = trace.path("offset")
                .asDouble(-share * unit / 2 + trace.path("slot").asInt(0) * width);
    }

    static SvgBars of(JsonNode trace, int index, SvgAxis x, SvgAxis y) {
        boolean lying = trace.path("orientation").asText().equals("h");
        double[] values = lying ? x.coordinates(trace.path("x")) : y.coordinates(trace.path("y"));
        JsonNode where = trace.path(lying ? "y" : "x");
        double[] positions = where.isArray() ? (lying ? y : x).coordinates(where) : count(values.length);
        double[] base = new double[values.length];
        JsonNode given = trace.path("base");
        for (int i = 0; i < base.length; i++) {
            base[i] = given.isArray() ? given.path(i).asDouble(0) : given.asDouble(0);
        }
        return new SvgBars(trace, index, positions, values, base);
    }

    /** Counts the values of a histogram trace into round bins. */
    static SvgBars histogram(JsonNode trace, int index, SvgAxis x) {
        double[] values = Arrays.stream(x.coordinates(trace.path("x")))
                .filter(Double::isFinite)
                .toArray();
        int asked = trace.path("nbinsx").asInt(0); // Tablesaw writes 0 for "as you like"
        Bins bins = Bins.over(new double[][] {values}, asked > 0 ? asked : 30);
        double[] counts = bins.counts(values);
        return new SvgBars(trace, index, bins.centres(), counts, new double[counts.length]);
    }

    static double[] count(int n) {
        return IntStream.range(0, n).asDoubleStream().toArray();
    }

    private static double unit(double[] positions) {
        double[] sorted = Arrays.stream(positions)
                .filter(Double::isFinite)
                .sorted()
                .distinct()
                .toArray();
        return IntStream.range(1, sorted.length)
                .mapToDouble(i -> sorted[i] - sorted[i - 1])
                .min()
                .orElse(1);
    }

    @Override
    public void reach(SvgAxis x, SvgAxis y) {
        SvgAxis along = lying ? x : y;
        SvgAxis across = lying ? y : x;
        for (int i = 0; i < values.length; i++) {
            along.touch(base[i]);
            if (values[i] != 0) {
                along.include(base[i] + values[i]);
            }
            across.touch(positions[i] - unit / 2, positions[i] + unit / 2);
        }
        errors().reach(along);
    }

    @Override
    public void draw(Svg svg, Scale x, Scale y) {
        String colour = SvgMark.colour(trace, "marker", index);
        JsonNode own = trace.path("marker").path("color");
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                continue;
            }
            Scale along = lying ? x : y;
            Scale across = lying ? y : x;
            double foot = along.at(base[i]);
            double tip = along.at(base[i] + values[i]);
            double near = across.at(positions[i] + offset);
            double far = across.at(positions[i] + offset + width);
            Paint paint = Paint.fill(own.isArray() ? own.path(i).asText(colour) : colour)
                    .opacity(opacity());
            if (lying) {
                svg.box(foot, near, tip, far, paint);
            } else {
                svg.box(near, foot, far, tip, paint);
            }
        }
        double[] middles =
                Arrays.stream(positions).map(p -> p + offset + width / 2).toArray();
        errors().draw(svg, middles, x, y, lying, Style.INK);
    }

    private ErrorBars errors() {
        double[] tips = new double[values.length];
        Arrays.setAll(tips, i -> base[i] + values[i]);
        return ErrorBars.of(trace.path(lying ? "error_x" : "error_y"), tips);
    }

    private double opacity() {
        return trace.path("opacity")
                .asDouble(trace.path("marker").path("opacity").asDouble(1));
    }

    @Override
    public void key(Svg svg, double x, double y) {
        Paint paint = Paint.fill(SvgMark.colour(trace, "marker", index)).opacity(opacity());
        svg.box(x - 7, y - 6, x + 7, y + 6, paint);
    }
}
