package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A {@link Heatmap} in Plotly's terms. */
final class HeatmapFigure {
    private static final int MOST_PRINTED = 400;
    private static final int MOST_LISTED = 2_500;
    private static final int MOST_HOVERED = 20_000;
    private static final double ROW_HEIGHT = 24;

    private final Heatmap map;
    private final int rows;
    private final int columns;
    private final double low;
    private final double high;

    HeatmapFigure(Heatmap map) {
        this.map = map;
        this.rows = map.values.length;
        if (rows == 0) {
            throw new IllegalArgumentException("A Heatmap without values. Give them by values(matrix).");
        }
        this.columns = map.values[0].length;
        fit(map.rows, rows, "rows");
        fit(map.columns, columns, "columns");
        fit(map.cells, "cells");
        fit(map.hover, "hover texts");
        double[] range = map.range != null ? map.range : Numbers.range(map.values);
        if (map.middle != null) {
            double reach = Math.max(Math.abs(range[1] - map.middle), Math.abs(map.middle - range[0]));
            range = new double[] {map.middle - reach, map.middle + reach};
        }
        boolean flat = range[0] == range[1];
        this.low = flat ? range[0] - 0.5 : range[0];
        this.high = flat ? range[1] + 0.5 : range[1];
    }

    private static void fit(@Nullable List<?> labels, int count, String what) {
        if (labels != null && labels.size() != count) {
            throw new IllegalArgumentException(
                    "The matrix has " + count + " " + what + ", but there are " + labels.size() + " labels for them.");
        }
    }

    private void fit(@Nullable List<List<String>> texts, String what) {
        if (texts != null && (texts.size() != rows || texts.stream().anyMatch(row -> row.size() != columns))) {
            throw new IllegalArgumentException("The matrix has " + rows + " x " + columns + " values, but the " + what
                    + " are not as many. Give one text for each value.");
        }
    }

    PlotlyFigure figure() {
        ArrayNode data = Json.array();
        data.add(trace());
        ObjectNode layout = Style.layout(map.names);
        layout.put("height", (int) Math.max(260, Math.min(720, 120 + ROW_HEIGHT * rows)));
        axis(layout.withObject("/xaxis"), columns, map.columns, 38);
        axis(layout.withObject("/yaxis"), rows, map.rows, 30);
        layout.withObject("/yaxis")
                .set("range", map.upward ? Json.numbers(-0.5, rows - 0.5) : Json.numbers(rows - 0.5, -0.5));
        layout.withObject("/xaxis").set("range", Json.numbers(-0.5, columns - 0.5));
        return new PlotlyFigure(data, layout);
    }

    private ObjectNode trace() {
        ObjectNode trace = Json.object().put("type", "heatmap").put("name", "");
        trace.set("x", Json.numbers(SvgBars.count(columns)));
        trace.set("y", Json.numbers(SvgBars.count(rows)));
        trace.set("z", rows * columns > MOST_LISTED ? packed() : listed());
        trace.put("zmin", low).put("zmax", high);
        if (map.middle != null) {
            trace.put("zmid", map.middle);
        }
        trace.set("colorscale", (map.middle == null ? ColourScale.SEQUENTIAL : ColourScale.DIVERGING).toJson());
        if (rows * columns <= MOST_PRINTED) {
            trace.put("xgap", 1).put("ygap", 1);
        }
        colourBar(trace.putObject("colorbar"));
        print(trace);
        if (rows * columns <= MOST_HOVERED) {
            trace.set("hovertext", texts(this::hover));
            trace.put("hoverinfo", "text");
        } else {
            trace.put(
                    "hovertemplate",
                    Markup.plotly(map.names.y()) + " %{y}<br>" + Markup.plotly(map.names.x()) + " %{x}<br>%{z:.4~g}");
        }
        return trace;
    }

    private ArrayNode listed() {
        ArrayNode z = Json.array();
        for (double[] row : map.values) {
            z.add(Json.numbers(row));
        }
        return z;
    }

    /** Four bytes a value instead of some twenty digits. */
    private ObjectNode packed() {
        ByteBuffer bytes = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
        for (double[] row : map.values) {
            for (double value : row) {
                bytes.putFloat(Double.isFinite(value) ? (float) value : Float.NaN);
            }
        }
        return Json.object()
                .put("dtype", "f4")
                .put("bdata", Base64.getEncoder().encodeToString(bytes.array()))
                .put("shape", rows + ", " + columns);
    }

    private void colourBar(ObjectNode bar) {
        bar.putObject("title").put("text", Markup.plotly(map.valueName)).put("side", "right");
        bar.put("thickness", 14).put("outlinewidth", 0).put("ticks", "outside").put("ticklen", 4);
        double[] ticks = Numbers.ticks(low, high, 5);
        Double middle = map.middle;
        if (middle != null) {
            double close = 0.04 * (high - low);
            ticks = DoubleStream.concat(
                            DoubleStream.of(middle), DoubleStream.of(ticks).filter(t -> Math.abs(t - middle) > close))
                    .sorted()
                    .toArray();
        }
        bar.set("tickvals", Json.numbers(ticks));
    }

    private void print(ObjectNode trace) {
        if (map.cells != null) {
            List<List<String>> cells = map.cells;
            trace.set(
                    "text",
                    texts((i, j) -> Markup.plotly(Markup.token(cells.get(i).get(j)))));
        } else if (map.printed && rows * columns <= MOST_PRINTED) {
            trace.set(
                    "text",
                    texts((i, j) -> Double.isNaN(map.values[i][j]) ? "" : Numbers.significant(map.values[i][j], 2)));
        } else {
            return;
        }
        trace.put("texttemplate", "%{text}").putObject("textfont").put("size", columns > 16 ? 9 : 11);
    }

    private ArrayNode texts(BiFunction<Integer, Integer, String> text) {
        ArrayNode all = Json.array();
        for (int i = 0; i < rows; i++) {
            ArrayNode row = all.addArray();
            for (int j = 0; j < columns; j++) {
                row.add(text.apply(i, j));
            }
        }
        return all;
    }

    private String hover(int i, int j) {
        String text = Markup.plotly(map.names.y() + ": " + label(map.rows, i)) + "<br>"
                + Markup.plotly(map.names.x() + ": " + label(map.columns, j)) + "<br>"
                + Markup.plotly(map.valueName + ": " + Numbers.significant(map.values[i][j], 4));
        return map.hover == null
                ? text
                : text + "<br>" + Markup.plotly(map.hover.get(i).get(j));
    }

    private static String label(@Nullable List<String> labels, int index) {
        return labels == null ? Integer.toString(index) : Markup.token(labels.get(index)) + " (" + index + ")";
    }

    /** Ticks at whole numbers; where there is no room for all labels, every second, third… is written. */
    private static void axis(ObjectNode axis, int count, @Nullable List<String> labels, int most) {
        axis.put("showgrid", false).put("showline", false);
        int stride = (count + most - 1) / most;
        int[] at = labels == null
                ? DoubleStream.of(Numbers.ticks(0, count - 1, Math.min(count - 1, 12)))
                        .filter(t -> t == Math.rint(t))
                        .mapToInt(t -> (int) t)
                        .toArray()
                : IntStream.range(0, count).filter(i -> i % stride == 0).toArray();
        axis.set("tickvals", Json.numbers(IntStream.of(at).asDoubleStream().toArray()));
        if (labels != null) {
            axis.set(
                    "ticktext",
                    Json.labels(IntStream.of(at)
                            .mapToObj(i -> Markup.token(labels.get(i)))
                            .toList()));
        }
    }
}
