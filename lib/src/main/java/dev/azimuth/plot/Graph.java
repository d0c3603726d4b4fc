package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who acts on whom: names on a circle, and an arrow for each influence, wider the stronger it is.
 *
 * <pre>{@code Graph.of("shift (class gaps)").edge("sentiment", "humor", 0.4).edge("humor", "sentiment", 0.1).figure()}</pre>
 */
public final class Graph {
    private static final double WIDEST = 7;
    private static final double HEAD = 0.06;
    private static final double GAP = 0.11;
    private static final double BESIDE = 0.025;

    private record Edge(String from, String to, double weight) {}

    private final String weightName;
    private final List<String> nodes;
    private final List<Edge> edges;

    private Graph(String weightName, List<String> nodes, List<Edge> edges) {
        this.weightName = weightName;
        this.nodes = nodes;
        this.edges = edges;
    }

    /** Opens a figure by what the arrows measure, with its unit. */
    public static Graph of(String weightName) {
        AxisNames.require(weightName, "arrows");
        return new Graph(weightName, List.of(), List.of());
    }

    /** Adds a name, unless it is there already. */
    public Graph node(String name) {
        return nodes.contains(name) ? this : new Graph(weightName, Lists.append(nodes, name), edges);
    }

    /** Adds an arrow, and the names at its ends. One of no width, or of a weight that is not finite, is not drawn. */
    public Graph edge(String from, String to, double weight) {
        if (weight < 0) {
            throw new IllegalArgumentException("The arrow from " + from + " to " + to + " has the weight " + weight
                    + ". Give its size, 0 or more.");
        }
        Graph both = node(from).node(to);
        return new Graph(weightName, both.nodes, Lists.append(edges, new Edge(from, to, weight)));
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there is no name
     */
    public PlotlyFigure figure() {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("A Graph without names. Add some by edge(from, to, weight).");
        }
        double largest = edges.stream()
                .mapToDouble(Edge::weight)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        ArrayNode data = Json.array();
        List<Edge> drawn = edges.stream()
                .filter(e -> Double.isFinite(e.weight) && e.weight > 0 && !e.from.equals(e.to))
                .toList();
        drawn.forEach(edge -> data.add(arrow(edge, edge.weight / largest)));
        data.add(names());
        AxisNames named = new AxisNames("arrows: " + weightName, "who touches whom");
        ObjectNode layout = Style.layout(named).put("showlegend", false).put("height", 520);
        for (String axis : List.of("xaxis", "yaxis")) {
            Style.ticks(layout, axis, new double[0], List.of());
            ObjectNode across =
                    layout.withObject("/" + axis).put("showgrid", false).put("showline", false);
            across.set("range", Json.numbers(-1.35, 1.35));
        }
        return new PlotlyFigure(data, layout);
    }

    private double x(int node) {
        return Math.sin(2 * Math.PI * node / nodes.size());
    }

    private double y(int node) {
        return Math.cos(2 * Math.PI * node / nodes.size());
    }

    /** A line with a head, beside the straight way, so that the way back has its own. */
    private ObjectNode arrow(Edge edge, double share) {
        int from = nodes.indexOf(edge.from);
        int to = nodes.indexOf(edge.to);
        double dx = x(to) - x(from);
        double dy = y(to) - y(from);
        double length = Math.hypot(dx, dy);
        double ux = dx / length;
        double uy = dy / length;
        double startX = x(from) + GAP * ux + BESIDE * uy;
        double startY = y(from) + GAP * uy - BESIDE * ux;
        double endX = x(to) - GAP * ux + BESIDE * uy;
        double endY = y(to) - GAP * uy - BESIDE * ux;
        double[] xs = {startX, endX, endX - HEAD * (ux - 0.5 * uy), endX, endX - HEAD * (ux + 0.5 * uy)};
        double[] ys = {startY, endY, endY - HEAD * (uy + 0.5 * ux), endY, endY - HEAD * (uy - 0.5 * ux)};
        String label = edge.from + " → " + edge.to + ": " + Numbers.significant(edge.weight, 3);
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", "lines");
        trace.put("name", Markup.plotly(label)).put("showlegend", false).put("hoverinfo", "name");
        trace.set("x", Json.numbers(xs));
        trace.set("y", Json.numbers(ys));
        trace.putObject("line")
                .put("color", Style.translucent(Style.colour(from), 0.25 + 0.65 * share))
                .put("width", Math.max(0.6, WIDEST * share));
        return trace;
    }

    private ObjectNode names() {
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", "markers+text");
        trace.put("name", "").put("showlegend", false).put("hoverinfo", "text");
        trace.set(
                "x",
                Json.numbers(
                        IntStream.range(0, nodes.size()).mapToDouble(this::x).toArray()));
        trace.set(
                "y",
                Json.numbers(
                        IntStream.range(0, nodes.size()).mapToDouble(this::y).toArray()));
        trace.set("text", Json.labels(nodes));
        trace.put("textposition", "top center").putObject("textfont").put("size", 13);
        List<String> colours = new ArrayList<>();
        nodes.forEach(node -> colours.add(Style.colour(colours.size())));
        ObjectNode marker = trace.putObject("marker").put("size", 16);
        marker.set("color", Json.labels(colours));
        return trace;
    }

    @Override
    public String toString() {
        return "Graph[" + weightName + "; " + nodes.size() + " names, " + edges.size() + " arrows; figure() draws it]";
    }
}
