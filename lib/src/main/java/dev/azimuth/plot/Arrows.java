package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Vectors of the plane from a common origin, in panels beside each other, each around a circle of radius 1.
 *
 * <pre>{@code Arrows.of("dimension 1", "dimension 2").names(features).panel("dense", w).panel("sparse", v).figure()}</pre>
 */
public final class Arrows {
    private static final int MOST_COLUMNS = 5;
    private static final int MOST_NAMED = 12;
    private static final int CORNERS = 60;
    private static final double ROOM = 1.15;
    private static final double TITLE = 0.35;

    private record Panel(String title, List<double[]> vectors) {}

    private final AxisNames names;
    private final List<String> vectorNames;
    private final List<Panel> panels;

    private Arrows(AxisNames names, List<String> vectorNames, List<Panel> panels) {
        this.names = names;
        this.vectorNames = vectorNames;
        this.panels = panels;
    }

    /** Opens a figure by the names of its axes. */
    public static Arrows of(String xName, String yName) {
        return new Arrows(new AxisNames(xName, yName), List.of(), List.of());
    }

    /** Names of the vectors, the same in each panel; 0, 1, 2, … unless told. */
    public Arrows names(List<String> labels) {
        return new Arrows(names, List.copyOf(labels), panels);
    }

    /** Adds a panel of vectors, {@code [n, 2]}. */
    public Arrows panel(String title, double[][] vectors) {
        for (double[] vector : vectors) {
            if (vector.length != 2) {
                throw new IllegalArgumentException("The panel \"" + title + "\" has a vector of " + vector.length
                        + " numbers. Only vectors of the plane can be drawn as arrows.");
            }
        }
        if (!panels.isEmpty() && panels.get(0).vectors().size() != vectors.length) {
            throw new IllegalArgumentException("The panel \"" + title + "\" has " + vectors.length
                    + " vectors, but there are " + panels.get(0).vectors().size() + " in the panel before.");
        }
        List<double[]> copy = Arrays.stream(vectors).map(double[]::clone).toList();
        return new Arrows(names, vectorNames, Lists.append(panels, new Panel(title, copy)));
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there are no vectors, or not as many as names
     */
    public PlotlyFigure figure() {
        int count = panels.isEmpty() ? 0 : panels.get(0).vectors().size();
        if (count == 0) {
            throw new IllegalArgumentException("Arrows without a vector. Add some by panel(title, vectors).");
        }
        if (!vectorNames.isEmpty() && vectorNames.size() != count) {
            throw new IllegalArgumentException(
                    vectorNames.size() + " names for " + count + " vectors. Give one name each.");
        }
        Grid grid = new Grid();
        ArrayNode data = Json.array();
        data.add(circles(grid));
        boolean named = count <= MOST_NAMED;
        for (int i = 0; i < (named ? count : 1); i++) {
            int last = named ? i + 1 : count;
            String name = vectorNames.isEmpty() ? Integer.toString(i) : vectorNames.get(i);
            data.add(arrows(grid, i, last, named ? name : count + " vectors"));
        }
        data.add(titles(grid));
        return new PlotlyFigure(data, layout(grid)).size(Style.WIDTH, grid.height());
    }

    /** Where the panels lie: all on one pair of axes, row by row from the top. */
    private final class Grid {
        final double reach = panels.stream()
                .flatMap(panel -> panel.vectors().stream())
                .mapToDouble(v -> Math.hypot(v[0], v[1]))
                .reduce(1, Math::max);
        final double width = 2 * ROOM * reach;
        final double height = (2 * ROOM + TITLE) * reach;
        final int columns = Math.min(MOST_COLUMNS, panels.size());
        final int rows = (panels.size() + columns - 1) / columns;

        double x(int panel) {
            return width * (panel % columns);
        }

        double y(int panel) {
            int row = panel / columns;
            return 0 - height * row;
        }

        /** In pixels, so that a circle is one. */
        int height() {
            double unit = Math.min(150 / reach, (Style.WIDTH - 88) / (width * columns));
            return (int) Math.round(130 + unit * height * rows);
        }
    }

    private ObjectNode circles(Grid grid) {
        ArrayNode x = Json.array();
        ArrayNode y = Json.array();
        for (int panel = 0; panel < panels.size(); panel++) {
            for (int corner = 0; corner <= CORNERS; corner++) {
                double angle = 2 * Math.PI * corner / CORNERS;
                x.add(grid.x(panel) + Math.cos(angle));
                y.add(grid.y(panel) + Math.sin(angle));
            }
            x.addNull();
            y.addNull();
        }
        ObjectNode trace = trace("length 1", "lines", x, y).put("hoverinfo", "skip");
        trace.putObject("line").put("color", Style.AXIS).put("width", 1).put("dash", "dot");
        return trace;
    }

    private ObjectNode arrows(Grid grid, int from, int to, String name) {
        ArrayNode x = Json.array();
        ArrayNode y = Json.array();
        ArrayNode sizes = Json.array();
        ArrayNode texts = Json.array();
        for (int panel = 0; panel < panels.size(); panel++) {
            for (int i = from; i < to; i++) {
                double[] v = panels.get(panel).vectors().get(i);
                x.add(grid.x(panel)).add(grid.x(panel) + v[0]).addNull();
                y.add(grid.y(panel)).add(grid.y(panel) + v[1]).addNull();
                sizes.add(0).add(9).add(0);
                String label = vectorNames.isEmpty() ? Integer.toString(i) : vectorNames.get(i);
                String at = label + " (" + Numbers.significant(v[0], 3) + ", " + Numbers.significant(v[1], 3) + ")";
                texts.add("").add(Markup.plotly(at)).add("");
            }
        }
        ObjectNode trace = trace(name, "lines+markers", x, y);
        trace.putObject("line").put("color", Style.colour(from)).put("width", 2);
        trace.putObject("marker").put("color", Style.colour(from)).set("size", sizes);
        trace.set("text", texts);
        return trace.put("hovertemplate", "%{text}<extra></extra>");
    }

    private ObjectNode titles(Grid grid) {
        int count = panels.size();
        ArrayNode x =
                Json.numbers(IntStream.range(0, count).mapToDouble(grid::x).toArray());
        ArrayNode y = Json.numbers(IntStream.range(0, count)
                .mapToDouble(panel -> grid.y(panel) + (ROOM + 0.02) * grid.reach)
                .toArray());
        ObjectNode trace = trace("", "text", x, y).put("showlegend", false).put("hoverinfo", "skip");
        trace.set("text", Json.labels(panels.stream().map(Panel::title).toList()));
        trace.put("textposition", "top center").putObject("textfont").put("size", 12);
        return trace;
    }

    private static ObjectNode trace(String name, String mode, ArrayNode x, ArrayNode y) {
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", mode);
        trace.put("name", Markup.plotly(name));
        trace.set("x", x);
        trace.set("y", y);
        return trace;
    }

    /** The panels share axes whose numbers would mean nothing, so only the circles say how long a vector is. */
    private ObjectNode layout(Grid grid) {
        ObjectNode layout = Style.layout(names);
        for (String axis : List.of("xaxis", "yaxis")) {
            ObjectNode bare = layout.withObject("/" + axis).put("showgrid", false);
            bare.set("tickvals", Json.array());
        }
        double half = grid.width / 2;
        layout.withObject("/xaxis").set("range", Json.numbers(-half, half + grid.width * (grid.columns - 1)));
        double bottom = -half - grid.height * (grid.rows - 1);
        layout.withObject("/yaxis").set("range", Json.numbers(bottom, half + TITLE * grid.reach));
        layout.withObject("/yaxis").put("scaleanchor", "x").put("constrain", "domain");
        layout.withObject("/xaxis").put("constrain", "domain");
        return layout;
    }

    @Override
    public String toString() {
        return "Arrows[" + panels.size() + (panels.size() == 1 ? " panel" : " panels") + "; figure() draws it]";
    }
}
