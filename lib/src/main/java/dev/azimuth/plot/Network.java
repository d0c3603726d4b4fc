package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Things and what links them, such as features and their overlaps. Those that are linked lie together, each such group
 * apart from the others; a link is red where its weight is positive, blue where it is negative, and the wider the larger
 * the weight.
 *
 * <pre>{@code Network.of("feature", "cosine").nodes(names).links(cosines, 0.1).figure()}</pre>
 */
public final class Network {
    private static final double[] WIDTHS = {1, 2.5, 5};
    private static final int MOST_LABELS = 60;

    private final String nodeName;
    private final String linkName;
    private final List<String> nodes;
    private final double[][] links;

    private Network(String nodeName, String linkName, List<String> nodes, double[][] links) {
        this.nodeName = nodeName;
        this.linkName = linkName;
        this.nodes = nodes;
        this.links = links;
    }

    /** Opens a figure by what its points are and what the weight of a link measures. */
    public static Network of(String nodeName, String linkName) {
        AxisNames.require(nodeName, "network's kind of point");
        AxisNames.require(linkName, "network's kind of link");
        return new Network(nodeName, linkName, List.of(), new double[0][]);
    }

    /** The names of the points. */
    public Network nodes(List<String> names) {
        return new Network(nodeName, linkName, List.copyOf(names), links);
    }

    /**
     * The weights of the links, {@code [n, n]}, of which the upper triangle counts.
     *
     * @param least links of a smaller absolute weight are left out
     */
    public Network links(double[][] weights, double least) {
        double[][] kept = new double[weights.length][];
        for (int i = 0; i < kept.length; i++) {
            double[] row = Lists.sized("Row " + i + " of the links", weights[i], weights.length, "rows");
            int at = i;
            kept[i] = IntStream.range(0, row.length)
                    .mapToDouble(j -> j > at && Math.abs(row[j]) >= least ? row[j] : 0)
                    .toArray();
        }
        return new Network(nodeName, linkName, nodes, kept);
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there are no points, or not as many as rows of links
     */
    public PlotlyFigure figure() {
        if (nodes.isEmpty() || links.length != nodes.size()) {
            throw new IllegalArgumentException("A Network of " + nodes.size() + " points and " + links.length
                    + " rows of links. Give at least one point, by nodes(names), and a row for each, by links(…).");
        }
        double[][] at = NetworkLayout.of(links);
        double strongest = Arrays.stream(links)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
        ArrayNode data = Json.array();
        for (int width = 0; width < WIDTHS.length; width++) {
            for (int sign = 1; sign >= -1; sign -= 2) {
                double low = strongest * width / WIDTHS.length;
                double high = width == WIDTHS.length - 1 ? Double.MAX_VALUE : strongest * (width + 1) / WIDTHS.length;
                ObjectNode lines = lines(at, sign, low, high, WIDTHS[width]);
                if (!lines.path("x").isEmpty()) {
                    data.add(lines);
                }
            }
        }
        data.add(points(at));
        ObjectNode layout = Style.layout(new AxisNames(
                nodeName + " (place has no meaning but for what is linked)",
                linkName + ": red positive, blue negative"));
        bare(layout.withObject("/xaxis"), at, 0);
        bare(layout.withObject("/yaxis"), at, 1);
        layout.put("showlegend", false);
        return new PlotlyFigure(data, layout).size(Style.WIDTH, 560);
    }

    /** No ticks, and room for the labels of the outermost points. */
    private static void bare(ObjectNode axis, double[][] at, int coordinate) {
        var reach = Arrays.stream(at).mapToDouble(p -> p[coordinate]).summaryStatistics();
        double room = 0.08 * (reach.getMax() - reach.getMin()) + 0.5;
        axis.put("showgrid", false).set("tickvals", Json.array());
        axis.set("range", Json.numbers(reach.getMin() - room, reach.getMax() + room));
    }

    private ObjectNode lines(double[][] at, int sign, double low, double high, double width) {
        ArrayNode x = Json.array();
        ArrayNode y = Json.array();
        for (int i = 0; i < links.length; i++) {
            for (int j = i + 1; j < links.length; j++) {
                double weight = sign * links[i][j];
                if (weight > 0 && weight > low && weight <= high) {
                    x.add(at[i][0]).add(at[j][0]).addNull();
                    y.add(at[i][1]).add(at[j][1]).addNull();
                }
            }
        }
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", "lines");
        trace.set("x", x);
        trace.set("y", y);
        trace.putObject("line").put("color", sign > 0 ? "#d05a4a" : "#3f7fbf").put("width", width);
        return trace.put("hoverinfo", "skip");
    }

    private ObjectNode points(double[][] at) {
        boolean labelled = nodes.size() <= MOST_LABELS;
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", labelled ? "markers+text" : "markers");
        trace.set("x", Json.numbers(Arrays.stream(at).mapToDouble(p -> p[0]).toArray()));
        trace.set("y", Json.numbers(Arrays.stream(at).mapToDouble(p -> p[1]).toArray()));
        trace.putObject("marker").put("color", Style.INK).put("size", labelled ? 9 : 5);
        trace.set("text", Json.labels(nodes));
        trace.put("textposition", "top center").putObject("textfont").put("size", 11);
        ArrayNode partners = trace.putArray("customdata");
        IntStream.range(0, links.length).forEach(i -> partners.add(Markup.plotly(partners(i))));
        return trace.put("hovertemplate", "%{text}%{customdata}<extra></extra>");
    }

    private String partners(int node) {
        StringBuilder text = new StringBuilder();
        for (int j = 0; j < links.length; j++) {
            double weight = links[Math.min(node, j)][Math.max(node, j)];
            if (weight != 0) {
                text.append("; ").append(nodes.get(j)).append(' ').append(Numbers.significant(weight, 2));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "Network[" + nodes.size() + " of " + nodeName + "; figure() draws it]";
    }
}
