package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The traces of a figure as marks on one pair of axes, and the kinds of trace that cannot be drawn. */
final class SvgMarks {
    final List<SvgMark> all = new ArrayList<>();
    final List<SvgLegend.Entry> legend = new ArrayList<>();
    final TreeSet<String> undrawn = new TreeSet<>();
    final SvgAxis x;
    final SvgAxis y;

    SvgMarks(ArrayNode data, ObjectNode layout) {
        List<JsonNode> traces = new ArrayList<>();
        data.forEach(traces::add);
        traces.removeIf(trace -> !trace.path("visible").asBoolean(true));
        this.x = new SvgAxis(layout.path("xaxis"), places(traces, "x"));
        this.y = new SvgAxis(layout.path("yaxis"), places(traces, "y"));
        List<JsonNode> arranged = arranged(traces, layout.path("barmode").asText("group"));
        for (int i = 0; i < traces.size(); i++) {
            SvgMark mark = mark(arranged.get(i), i);
            if (mark == null) {
                undrawn.add(traces.get(i).path("type").asText());
            } else {
                add(mark, traces.get(i));
            }
        }
        if (!PlotlyFigure.hasLegend(data, layout)) {
            legend.clear();
        }
    }

    private void add(SvgMark mark, JsonNode trace) {
        all.add(mark);
        String name = Markup.plain(trace.path("name").asText());
        if (trace.path("showlegend").asBoolean(true) && !name.isBlank() && !(mark instanceof SvgHeatmap)) {
            legend.add(new SvgLegend.Entry(mark, name));
        }
    }

    private static List<JsonNode> places(List<JsonNode> traces, String axis) {
        List<JsonNode> places = new ArrayList<>();
        for (JsonNode trace : traces) {
            boolean named = axis.equals("x") && trace.path("type").asText().equals("box") && !trace.has("x");
            places.add(named ? Json.array().add(trace.path("name").asText()) : trace.path(axis));
        }
        return places;
    }

    private @Nullable SvgMark mark(JsonNode trace, int index) {
        if (trace.path("yaxis").asText().matches("y\\d+")
                || trace.path("xaxis").asText().matches("x\\d+")) {
            return null;
        }
        return switch (trace.path("type").asText("scatter")) {
            case "scatter", "scattergl" -> new SvgScatter(trace, index, x, y);
            case "bar" -> SvgBars.of(trace, index, x, y);
            case "histogram" -> trace.has("x") ? SvgBars.histogram(trace, index, x) : null;
            case "heatmap" -> new SvgHeatmap(trace, x, y);
            case "box" -> new SvgBoxes(trace, index, x, y);
            default -> null;
        };
    }

    /** The traces, in which bars without a place of their own stand beside each other, or on each other in a stack. */
    private static List<JsonNode> arranged(List<JsonNode> traces, String mode) {
        int bars = (int) traces.stream().filter(SvgMarks::isLoose).count();
        List<JsonNode> arranged = new ArrayList<>();
        Map<JsonNode, Double> piles = new HashMap<>();
        int bar = 0;
        for (JsonNode trace : traces) {
            if (!isLoose(trace)) {
                arranged.add(trace);
                continue;
            }
            if (!mode.matches("stack|relative")) {
                piles.clear(); // only a trace's own bars at one place stand on each other then
            }
            ObjectNode next = piled(trace, piles);
            if (mode.equals("group")) {
                next.put("slot", bar++).put("slots", bars);
            }
            arranged.add(next);
        }
        return arranged;
    }

    private static boolean isLoose(JsonNode trace) {
        return trace.path("type").asText().equals("bar") && !trace.has("offset") && !trace.has("width");
    }

    private static ObjectNode piled(JsonNode trace, Map<JsonNode, Double> piles) {
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
}
