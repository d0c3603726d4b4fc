package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points in the plane, in named groups.
 *
 * <pre>{@code Scatter.of("predicted damage (nats)", "measured damage (nats)").points("features", p, m, names).diagonal().figure()}</pre>
 */
public final class Scatter {
    private static final class Group {
        final String name;
        final double[] x;
        final double[] y;
        final @Nullable List<String> labels;

        Group(String name, double[] x, double[] y, @Nullable List<String> labels) {
            this.name = name;
            this.x = x.clone();
            this.y = Lists.sized("The y of \"" + name + "\"", y, x.length, "in its x");
            if (labels != null && labels.size() != x.length) {
                throw new IllegalArgumentException("\"" + name + "\" has " + x.length + " points and " + labels.size()
                        + " labels. Give one label each.");
            }
            this.labels = labels == null ? null : List.copyOf(labels);
        }
    }

    private record Level(String label, double y) {}

    private final AxisNames names;
    private final List<Group> groups;
    private final List<Level> references;
    private final boolean diagonal;
    private final boolean printed;

    private Scatter(AxisNames names, List<Group> groups, List<Level> references, boolean diagonal, boolean printed) {
        this.names = names;
        this.groups = groups;
        this.references = references;
        this.diagonal = diagonal;
        this.printed = printed;
    }

    /** Opens a figure by the names of its axes, with units. */
    public static Scatter of(String xName, String yName) {
        return new Scatter(new AxisNames(xName, yName), List.of(), List.of(), false, false);
    }

    /** Adds a group of points. */
    public Scatter points(String group, double[] x, double[] y) {
        return new Scatter(names, Lists.append(groups, new Group(group, x, y, null)), references, diagonal, printed);
    }

    /** Adds a group of points, each with a label that shows when the pointer rests on it. */
    public Scatter points(String group, double[] x, double[] y, List<String> labels) {
        return new Scatter(names, Lists.append(groups, new Group(group, x, y, labels)), references, diagonal, printed);
    }

    /** Adds a level line, such as chance at 0.5. */
    public Scatter reference(String label, double y) {
        return new Scatter(names, groups, Lists.append(references, new Level(label, y)), diagonal, printed);
    }

    /** Adds the line on which y equals x: a perfect prediction. */
    public Scatter diagonal() {
        return new Scatter(names, groups, references, true, printed);
    }

    /** Prints the labels above their points; fit for a few dozen points at most. */
    public Scatter printed() {
        return new Scatter(names, groups, references, diagonal, true);
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there are no points
     */
    public PlotlyFigure figure() {
        if (groups.stream().allMatch(group -> group.x.length == 0)) {
            throw new IllegalArgumentException("A Scatter without points. Add some by points(group, x, y).");
        }
        ArrayNode data = Json.array();
        for (int i = 0; i < groups.size(); i++) {
            data.add(trace(groups.get(i), Style.colour(i)));
        }
        ObjectNode layout = Style.layout(names);
        if (diagonal) {
            double[] range = Numbers.range(
                    groups.stream().flatMap(g -> List.of(g.x, g.y).stream()).toArray(double[][]::new));
            Notes.diagonal(layout, range[0], range[1]);
        }
        references.forEach(line -> Notes.across(layout, line.label(), line.y()));
        return new PlotlyFigure(data, layout);
    }

    private ObjectNode trace(Group group, String colour) {
        boolean print = printed && group.labels != null;
        ObjectNode trace = Json.object().put("type", "scatter").put("mode", print ? "markers+text" : "markers");
        trace.put("name", Markup.plotly(group.name));
        trace.set("x", Json.numbers(group.x));
        trace.set("y", Json.numbers(group.y));
        double size = group.x.length > 500 ? 4 : group.x.length > 100 ? 6 : 8;
        trace.putObject("marker")
                .put("color", colour)
                .put("size", size)
                .put("opacity", group.x.length > 100 ? 0.6 : 0.9);
        String place = "%{x:.4~g}, %{y:.4~g}";
        if (group.labels != null) {
            trace.set(
                    "text", Json.labels(group.labels.stream().map(Markup::token).toList()));
            trace.put("textposition", "top center").putObject("textfont").put("size", 11);
            place = "%{text}: " + place;
        }
        return trace.put("hovertemplate", place);
    }

    @Override
    public String toString() {
        int points = groups.stream().mapToInt(group -> group.x.length).sum();
        return "Scatter[" + names.y() + " over " + names.x() + "; " + points + " points; figure() draws it]";
    }
}
