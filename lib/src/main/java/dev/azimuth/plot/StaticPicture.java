package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Draws the part of Plotly that this package writes, and Tablesaw's everyday charts, as SVG: lines, points, bars,
 * histograms, boxes and heatmaps on one pair of axes. A kind of trace that it cannot draw is named in the picture.
 */
final class StaticPicture {
    private final List<SvgMark> marks = new ArrayList<>();
    private final List<SvgLegend.Entry> legend = new ArrayList<>();
    private final TreeSet<String> undrawn = new TreeSet<>();
    private final ObjectNode layout;
    private final SvgAxis x;
    private final SvgAxis y;

    private StaticPicture(ArrayNode data, ObjectNode layout) {
        this.layout = layout;
        List<JsonNode> traces = StreamSupport.stream(data.spliterator(), false)
                .filter(t -> t.path("visible").asBoolean(true))
                .toList();
        this.x = new SvgAxis(layout.path("xaxis"), places(traces, "x"));
        this.y = new SvgAxis(layout.path("yaxis"), places(traces, "y"));
        List<JsonNode> bars = traces.stream().filter(StaticPicture::isGrouped).toList();
        boolean group = layout.path("barmode").asText("group").equals("group");
        boolean stack = layout.path("barmode").asText().matches("stack|relative");
        Map<Object, Double> piles = new HashMap<>();
        for (int i = 0; i < traces.size(); i++) {
            JsonNode trace = traces.get(i);
            var slot = group && isGrouped(trace)
                    ? SvgBars.Slot.of(bars.indexOf(trace), bars.size())
                    : SvgBars.Slot.of(0, 1);
            SvgMark mark = mark(stack && isGrouped(trace) ? piled(trace, piles) : trace, i, slot);
            if (mark == null) {
                undrawn.add(trace.path("type").asText("scatter"));
                continue;
            }
            marks.add(mark);
            String name = Markup.plain(trace.path("name").asText());
            if (trace.path("showlegend").asBoolean(true) && !name.isBlank() && !(mark instanceof SvgHeatmap)) {
                legend.add(new SvgLegend.Entry(mark, name));
            }
        }
        if (!layout.path("showlegend").asBoolean(legend.size() > 1)) {
            legend.clear();
        }
    }

    static String of(ArrayNode data, ObjectNode layout, int width, int height) {
        return new StaticPicture(data, layout).draw(width, height);
    }

    private static List<JsonNode> places(List<JsonNode> traces, String axis) {
        List<JsonNode> places = new ArrayList<>();
        for (JsonNode trace : traces) {
            places.add(trace.path(axis));
            if (axis.equals("x") && trace.path("type").asText().equals("box") && !trace.has("x")) {
                places.add(Json.labels(List.of(trace.path("name").asText())));
            }
        }
        return places;
    }

    private static boolean isGrouped(JsonNode trace) {
        return trace.path("type").asText().equals("bar") && !trace.has("offset") && !trace.has("width");
    }

    private @Nullable SvgMark mark(JsonNode trace, int index, SvgBars.Slot slot) {
        if (trace.path("yaxis").asText("y").matches("y\\d+")
                || trace.path("xaxis").asText("x").matches("x\\d+")) {
            return null;
        }
        return switch (trace.path("type").asText("scatter")) {
            case "scatter", "scattergl" -> new SvgScatter(trace, index, x, y);
            case "bar" -> SvgBars.of(trace, index, x, y, slot);
            case "histogram" -> trace.has("x") ? SvgBars.histogram(trace, index, x) : null;
            case "heatmap" -> new SvgHeatmap(trace, x, y);
            case "box" -> new SvgBoxes(trace, index, x, y);
            default -> null;
        };
    }

    /** The trace with its bars standing on those before it. */
    private static JsonNode piled(JsonNode trace, Map<Object, Double> piles) {
        boolean lying = trace.path("orientation").asText().equals("h");
        JsonNode where = trace.path(lying ? "y" : "x");
        JsonNode values = trace.path(lying ? "x" : "y");
        double[] base = new double[values.size()];
        for (int i = 0; i < base.length; i++) {
            base[i] = piles.getOrDefault(where.path(i), 0.0);
            piles.put(where.path(i), base[i] + values.get(i).asDouble(0));
        }
        ObjectNode next = trace.deepCopy();
        next.set("base", Json.numbers(base));
        return next;
    }

    private String draw(int width, int height) {
        marks.forEach(mark -> mark.reach(x, y));
        SvgShapes shapes = new SvgShapes(layout);
        shapes.reach(x, y);
        String title = Markup.plain(layout.path("title").path("text").asText());
        SvgLegend keys = new SvgLegend(legend, width - 90);
        double top = 16 + (title.isBlank() ? 0 : 30) + keys.height();
        SvgFrame frame = new SvgFrame(x, y, width, height, top, colourBar() != null ? 96 : shapes.room());

        Svg svg = new Svg();
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "width",
                width,
                "height",
                height,
                "viewBox",
                "0 0 " + width + " " + height,
                "font-family",
                Style.FONT,
                "font-size",
                12.0,
                "fill",
                Style.INK);
        svg.rect(0, 0, width, height, "#ffffff");
        if (!title.isBlank()) {
            svg.text(frame.left(), 28, title, "font-size", 16.0);
        }
        keys.draw(svg, frame.left(), top - keys.height());
        frame.grid(svg);
        svg.open("clipPath", "id", "frame")
                .rect(frame.left(), frame.top(), frame.width(), frame.height(), "#000000")
                .close("clipPath");
        svg.open("g", "clip-path", "url(#frame)");
        shapes.draw(svg, frame, true);
        marks.forEach(mark -> mark.draw(svg, frame.x(), frame.y()));
        shapes.draw(svg, frame, false);
        svg.close("g");
        frame.axes(svg);
        shapes.labels(svg, frame);
        SvgHeatmap map = colourBar();
        if (map != null) {
            SvgColourBar.draw(svg, map, frame);
        }
        if (!undrawn.isEmpty()) {
            svg.text(
                    frame.left() + frame.width() / 2,
                    frame.top() + frame.height() / 2,
                    "Not drawn without JavaScript: " + String.join(", ", undrawn),
                    "text-anchor",
                    "middle",
                    "fill",
                    Style.SOFT_INK);
        }
        return svg.close("svg").toString();
    }

    private @Nullable SvgHeatmap colourBar() {
        return marks.stream()
                .filter(mark -> mark instanceof SvgHeatmap map && map.hasColourBar())
                .map(SvgHeatmap.class::cast)
                .findFirst()
                .orElse(null);
    }
}
