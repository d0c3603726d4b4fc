package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Names and what links them: arrows, such as who acts on whom, or lines, such as what overlaps. Those that are linked lie
 * together, each such group apart from the others. An arrow is the wider the larger its weight, and has its origin's colour;
 * so is a line, red where its weight is positive, blue where it is negative.
 *
 * <pre>{@code
 * Graph.of("shift (class gaps)").edge("sentiment", "humor", 0.4).edge("humor", "sentiment", 0.1).figure()
 * Graph.of("cosine").nodes(names).links(cosines, 0.1).figure()
 * }</pre>
 */
public final class Graph {
    private static final int MOST_LABELS = 60;

    /** Of two names by their place in the list. */
    record Link(int from, int to, double weight) {}

    private final String weightName;
    private final List<String> nodes;
    private final List<Link> arrows;
    private final List<Link> lines;

    private Graph(String weightName, List<String> nodes, List<Link> arrows, List<Link> lines) {
        this.weightName = weightName;
        this.nodes = nodes;
        this.arrows = arrows;
        this.lines = lines;
    }

    /** Opens a figure by what the weights of its links measure, with the unit. */
    public static Graph of(String weightName) {
        AxisNames.require(weightName, "weight of the links");
        return new Graph(weightName, List.of(), List.of(), List.of());
    }

    /** Adds a name, unless it is there already. */
    public Graph node(String name) {
        return nodes.contains(name) ? this : new Graph(weightName, Lists.append(nodes, name), arrows, lines);
    }

    /** Adds all of these. */
    public Graph nodes(List<String> names) {
        List<String> all = new ArrayList<>(nodes);
        all.addAll(names);
        return new Graph(weightName, List.copyOf(all), arrows, lines);
    }

    /** Adds an arrow, and the names at its ends. One of no width, or of a weight that is not finite, is not drawn. */
    public Graph edge(String from, String to, double weight) {
        if (weight < 0) {
            throw new IllegalArgumentException("The arrow from " + from + " to " + to + " has the weight " + weight
                    + ". Give its size, 0 or more.");
        }
        Graph both = node(from).node(to);
        if (!(weight > 0) || Double.isInfinite(weight) || from.equals(to)) {
            return both;
        }
        Link arrow = new Link(both.nodes.indexOf(from), both.nodes.indexOf(to), weight);
        return new Graph(weightName, both.nodes, Lists.append(arrows, arrow), lines);
    }

    /**
     * Adds lines between all names.
     *
     * @param weights {@code [n, n]}, a row for each name, of which the upper triangle counts
     * @param least lines of a smaller absolute weight are left out
     */
    public Graph links(double[][] weights, double least) {
        if (weights.length != nodes.size()) {
            throw new IllegalArgumentException("A Graph of " + nodes.size() + " names and " + weights.length
                    + " rows of links. Give the names first, by nodes(names), and a row for each.");
        }
        List<Link> all = new ArrayList<>(lines);
        for (int i = 0; i < weights.length; i++) {
            double[] row = Lists.sized("Row " + i + " of the links", weights[i], weights.length, "rows");
            for (int j = i + 1; j < row.length; j++) {
                if (row[j] != 0 && Math.abs(row[j]) >= least) {
                    all.add(new Link(i, j, row[j]));
                }
            }
        }
        return new Graph(weightName, nodes, arrows, List.copyOf(all));
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there is no name
     */
    public PlotlyFigure figure() {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException(
                    "A Graph without names. Add some by edge(from, to, weight), or by nodes(names).");
        }
        double[][] at = places();
        ArrayNode data = Json.array();
        GraphLinks links = new GraphLinks(nodes, at);
        links.lines(lines).forEach(data::add);
        links.arrows(arrows).forEach(data::add);
        data.add(names(at));
        ObjectNode layout = Style.layout(new AxisNames(
                "place has no meaning but for what is linked",
                arrows.isEmpty() ? weightName + ": red positive, blue negative" : "arrows: " + weightName));
        bare(layout.withObject("/xaxis"), at, place -> place[0]);
        bare(layout.withObject("/yaxis"), at, place -> place[1]);
        layout.put("showlegend", false);
        return new PlotlyFigure(data, layout).size(Style.WIDTH, 560);
    }

    private double[][] places() {
        double[][] linked = new double[nodes.size()][nodes.size()];
        for (List<Link> links : List.of(arrows, lines)) {
            links.forEach(
                    link -> linked[Math.min(link.from, link.to)][Math.max(link.from, link.to)] = Math.abs(link.weight));
        }
        return GraphLayout.of(linked);
    }

    /** No ticks, and room for the labels of the outermost names. */
    private static void bare(ObjectNode axis, double[][] at, ToDoubleFunction<double[]> coordinate) {
        var reach = Arrays.stream(at).mapToDouble(coordinate).summaryStatistics();
        double extent = reach.getMax() - reach.getMin();
        double room = 0.08 * extent + (extent == 0 ? 0.5 : Math.min(0.5, 0.2 * extent));
        axis.put("showgrid", false).put("showline", false).set("tickvals", Json.array());
        axis.set("range", Json.numbers(reach.getMin() - room, reach.getMax() + room));
    }

    private ObjectNode names(double[][] at) {
        boolean labelled = nodes.size() <= MOST_LABELS;
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", labelled ? "markers+text" : "markers");
        trace.put("name", "");
        trace.set("x", Json.numbers(Arrays.stream(at).mapToDouble(p -> p[0]).toArray()));
        trace.set("y", Json.numbers(Arrays.stream(at).mapToDouble(p -> p[1]).toArray()));
        trace.set("text", Json.labels(nodes));
        trace.put("textposition", "top center").putObject("textfont").put("size", 12);
        ObjectNode marker = trace.putObject("marker").put("size", labelled ? 11 : 5);
        if (arrows.isEmpty()) {
            marker.put("color", Style.INK);
        } else {
            marker.set(
                    "color",
                    Json.labels(IntStream.range(0, nodes.size())
                            .mapToObj(Style::colour)
                            .toList()));
        }
        ArrayNode partners = trace.putArray("customdata");
        IntStream.range(0, nodes.size()).forEach(i -> partners.add(Markup.plotly(partners(i))));
        return trace.put("hovertemplate", "%{text}%{customdata}<extra></extra>");
    }

    private String partners(int node) {
        StringBuilder text = new StringBuilder();
        for (Link line : lines) {
            if (line.from == node || line.to == node) {
                text.append("; ").append(nodes.get(line.from == node ? line.to : line.from));
                text.append(' ').append(Numbers.significant(line.weight, 2));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "Graph[" + weightName + "; " + nodes.size() + " names, " + arrows.size() + " arrows, " + lines.size()
                + " lines; figure() draws it]";
    }
}
