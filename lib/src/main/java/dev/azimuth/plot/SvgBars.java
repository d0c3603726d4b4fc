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
    private final double offset;
    private final double width;

    private SvgBars(JsonNode trace, int index, double[] positions, double[] values, double[] base, Slot slot) {
        this.trace = trace;
        this.index = index;
        this.lying = trace.path("orientation").asText().equals("h");
        this.positions = positions;
        this.values = values;
        this.base = base;
        double unit = unit(positions);
        this.width = trace.path("width").asDouble(slot.width() * unit);
        this.offset = trace.path("offset").asDouble(slot.offset() * unit);
    }

    /** Where among its neighbours a bar stands, in units of the distance between positions. */
    record Slot(double offset, double width) {
        static Slot of(int place, int places) {
            return new Slot(-0.4 + 0.8 * place / places, 0.8 / places);
        }
    }

    static SvgBars of(JsonNode trace, int index, SvgAxis x, SvgAxis y, Slot slot) {
        boolean lying = trace.path("orientation").asText().equals("h");
        double[] values = lying ? x.coordinates(trace.path("x")) : y.coordinates(trace.path("y"));
        JsonNode where = trace.path(lying ? "y" : "x");
        double[] positions = where.isArray() ? (lying ? y : x).coordinates(where) : count(values.length);
        double[] base = new double[values.length];
        JsonNode given = trace.path("base");
        for (int i = 0; i < base.length; i++) {
            base[i] = given.isArray() ? given.path(i).asDouble(0) : given.asDouble(0);
        }
        return new SvgBars(trace, index, positions, values, base, slot);
    }

    /** Counts the values of a histogram trace into round bins. */
    static SvgBars histogram(JsonNode trace, int index, SvgAxis x) {
        double[] values = Arrays.stream(x.coordinates(trace.path("x")))
                .filter(Double::isFinite)
                .toArray();
        Bins bins = Bins.over(new double[][] {values}, trace.path("nbinsx").asInt(20));
        double[] counts = bins.counts(values);
        return new SvgBars(trace, index, bins.centres(), counts, new double[counts.length], new Slot(-0.5, 1));
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
            along.include(base[i] + values[i]);
            across.touch(positions[i] + offset, positions[i] + offset + width);
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
            double a = along.at(base[i]);
            double b = along.at(base[i] + values[i]);
            double c = across.at(positions[i] + offset);
            double d = across.at(positions[i] + offset + width);
            String fill = own.isArray() ? own.path(i).asText(colour) : colour;
            svg.rect(
                    lying ? Math.min(a, b) : Math.min(c, d),
                    lying ? Math.min(c, d) : Math.min(a, b),
                    lying ? Math.abs(a - b) : Math.abs(c - d),
                    lying ? Math.abs(c - d) : Math.abs(a - b),
                    fill,
                    "fill-opacity",
                    opacity());
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
        svg.rect(x - 7, y - 6, 14, 12, SvgMark.colour(trace, "marker", index), "fill-opacity", opacity());
    }
}
