package dev.azimuth.plot;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A matrix as colours. Rows and columns stand at whole numbers and their labels are only written there, so two tokens of
 * the same name keep a row each.
 *
 * <pre>{@code Heatmap.of("key token", "query token", "attention").values(pattern).columns(tokens).rows(tokens).figure()}</pre>
 */
public final class Heatmap {
    final AxisNames names;
    final String valueName;
    double[][] values = {};

    @Nullable
    List<String> columns;

    @Nullable
    List<String> rows;

    @Nullable
    List<List<String>> cells;

    @Nullable
    List<List<String>> hover;

    @Nullable
    Double middle;

    double @Nullable [] range;
    boolean printed;
    boolean upward;

    private Heatmap(AxisNames names, String valueName) {
        AxisNames.require(valueName, "colour bar");
        this.names = names;
        this.valueName = valueName;
    }

    /** The fields change only in a copy that nobody has seen yet. */
    private Heatmap copy() {
        Heatmap next = new Heatmap(names, valueName);
        next.values = values;
        next.columns = columns;
        next.rows = rows;
        next.cells = cells;
        next.hover = hover;
        next.middle = middle;
        next.range = range;
        next.printed = printed;
        next.upward = upward;
        return next;
    }

    /** Opens a figure by the names of its axes and of what the colour measures, with units. */
    public static Heatmap of(String xName, String yName, String valueName) {
        return new Heatmap(new AxisNames(xName, yName), valueName);
    }

    /**
     * The matrix, {@code [row][column]}; NaN is a gap.
     *
     * @throws IllegalArgumentException if it is empty or its rows differ in length
     */
    public Heatmap values(double[][] matrix) {
        if (matrix.length == 0 || matrix[0].length == 0) {
            throw new IllegalArgumentException("A Heatmap without cells. Give at least one row and one column.");
        }
        Heatmap next = copy();
        next.values = IntStream.range(0, matrix.length)
                .mapToObj(i -> Lists.sized("Row " + i, matrix[i], matrix[0].length, "columns in row 0"))
                .toArray(double[][]::new);
        return next;
    }

    /** Labels of the columns, left to right; 0, 1, 2, … unless told. */
    public Heatmap columns(List<String> labels) {
        Heatmap next = copy();
        next.columns = List.copyOf(labels);
        return next;
    }

    /** Labels of the rows, first to last; 0, 1, 2, … unless told. */
    public Heatmap rows(List<String> labels) {
        Heatmap next = copy();
        next.rows = List.copyOf(labels);
        return next;
    }

    /** A text to print in each cell, {@code [row][column]}, such as the token a logit lens would predict. */
    public Heatmap cells(List<List<String>> texts) {
        Heatmap next = copy();
        next.cells = texts.stream().map(List::copyOf).toList();
        return next;
    }

    /** More about each cell, {@code [row][column]}, shown when the pointer rests on it. */
    public Heatmap hover(List<List<String>> texts) {
        Heatmap next = copy();
        next.hover = texts.stream().map(List::copyOf).toList();
        return next;
    }

    /** Blue below {@code middle}, white at it, red above, equally far to both sides. */
    public Heatmap diverging(double middle) {
        Heatmap next = copy();
        next.middle = middle;
        return next;
    }

    /** The values at the ends of the colour scale, so that figures compare; the data's own unless told. */
    public Heatmap range(double low, double high) {
        if (!(low < high)) {
            throw new IllegalArgumentException(
                    "A colour scale from " + low + " to " + high + ". Give the lower end first.");
        }
        Heatmap next = copy();
        next.range = new double[] {low, high};
        return next;
    }

    /** Prints each value in its cell, unless there are more than 400. */
    public Heatmap printed() {
        Heatmap next = copy();
        next.printed = true;
        return next;
    }

    /** The first row at the bottom, as for layers; it is on top unless told. */
    public Heatmap upward() {
        Heatmap next = copy();
        next.upward = true;
        return next;
    }

    /**
     * The figure.
     *
     * @throws IllegalArgumentException if there are no values, or labels or texts do not fit their number
     */
    public PlotlyFigure figure() {
        return new HeatmapFigure(this).figure();
    }

    @Override
    public String toString() {
        int width = values.length == 0 ? 0 : values[0].length;
        return "Heatmap[" + valueName + ": " + values.length + " rows x " + width + " columns; figure() draws it]";
    }
}
