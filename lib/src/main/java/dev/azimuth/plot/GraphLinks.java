package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The links of a {@link Graph} as traces. */
final class GraphLinks {
    private static final double[] WIDTHS = {1, 2.5, 5}; // of lines, which are too many for a trace each
    private static final double WIDEST = 7; // arrow
    private static final double HEAD = 0.06; // as a share of half the figure, as those below
    private static final double GAP = 0.1;
    private static final double BESIDE = 0.025;

    private final List<String> nodes;
    private final double[][] at;

    GraphLinks(List<String> nodes, double[][] at) {
        this.nodes = nodes;
        this.at = at;
    }

    private static double strongest(List<Graph.Link> links) {
        return links.stream().mapToDouble(link -> Math.abs(link.weight())).max().orElse(0);
    }

    /** A trace for each width and sign. */
    List<ObjectNode> lines(List<Graph.Link> lines) {
        double strongest = strongest(lines);
        List<ObjectNode> traces = new ArrayList<>();
        for (int width = 0; width < WIDTHS.length; width++) {
            for (int sign = 1; sign >= -1; sign -= 2) {
                ArrayNode x = Json.array();
                ArrayNode y = Json.array();
                for (Graph.Link line : lines) {
                    double share = Math.abs(line.weight()) / strongest;
                    int wide = (int) Math.ceil(share * WIDTHS.length) - 1;
                    if (line.weight() * sign > 0 && wide == width) {
                        x.add(at[line.from()][0]).add(at[line.to()][0]).addNull();
                        y.add(at[line.from()][1]).add(at[line.to()][1]).addNull();
                    }
                }
                if (!x.isEmpty()) {
                    ObjectNode trace = trace("", x, y).put("hoverinfo", "skip");
                    trace.putObject("line")
                            .put("color", sign > 0 ? "#d05a4a" : "#3f7fbf")
                            .put("width", WIDTHS[width]);
                    traces.add(trace);
                }
            }
        }
        return traces;
    }

    /** A trace each, so that the pointer finds it. */
    List<ObjectNode> arrows(List<Graph.Link> arrows) {
        double strongest = strongest(arrows);
        return arrows.stream()
                .map(arrow -> arrow(arrow, arrow.weight() / strongest))
                .toList();
    }

    /** A line with a head, beside the straight way, so that the way back has its own. */
    private ObjectNode arrow(Graph.Link arrow, double share) {
        double[] from = at[arrow.from()];
        double[] to = at[arrow.to()];
        double length = Math.hypot(to[0] - from[0], to[1] - from[1]);
        double ux = (to[0] - from[0]) / length;
        double uy = (to[1] - from[1]) / length;
        double unit = reach();
        double gap = Math.min(GAP * unit, 0.3 * length);
        double head = HEAD * unit;
        double startX = from[0] + gap * ux + BESIDE * unit * uy;
        double startY = from[1] + gap * uy - BESIDE * unit * ux;
        double endX = to[0] - gap * ux + BESIDE * unit * uy;
        double endY = to[1] - gap * uy - BESIDE * unit * ux;
        double[] xs = {startX, endX, endX - head * (ux - 0.5 * uy), endX, endX - head * (ux + 0.5 * uy)};
        double[] ys = {startY, endY, endY - head * (uy + 0.5 * ux), endY, endY - head * (uy - 0.5 * ux)};
        String label =
                nodes.get(arrow.from()) + " → " + nodes.get(arrow.to()) + ": " + Numbers.significant(arrow.weight(), 3);
        ObjectNode trace = trace(label, Json.numbers(xs), Json.numbers(ys)).put("hoverinfo", "name");
        trace.putObject("line")
                .put("color", Style.translucent(Style.colour(arrow.from()), 0.25 + 0.65 * share))
                .put("width", Math.max(0.6, WIDEST * share));
        return trace;
    }

    /** Half of what the figure spans. */
    private double reach() {
        double reach = 0;
        for (int axis = 0; axis < 2; axis++) {
            int coordinate = axis;
            var span = Arrays.stream(at).mapToDouble(p -> p[coordinate]).summaryStatistics();
            reach = Math.max(reach, (span.getMax() - span.getMin()) / 2);
        }
        return reach;
    }

    private static ObjectNode trace(String name, ArrayNode x, ArrayNode y) {
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", "lines");
        trace.put("name", Markup.plotly(name)).put("showlegend", false);
        trace.set("x", x);
        trace.set("y", y);
        return trace;
    }
}
