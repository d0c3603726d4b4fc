package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The one look of every figure: colours that survive colour blindness, quiet axes, legends that cover no data. */
final class Style {
    static final String FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
    static final String INK = "#1f2430";
    static final String SOFT_INK = "#5b6270";
    static final String GRID = "#e8eaee";
    static final String AXIS = "#9aa1ad";
    static final String NULL_BAND = "#d3d6dc";
    static final int WIDTH = 760;
    static final int HEIGHT = 420;

    /** Okabe and Ito's palette, darkest first, without its yellow (too faint on white). */
    static final List<String> PALETTE = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

    private Style() {}

    static String colour(int series) {
        return PALETTE.get(series % PALETTE.size());
    }

    /** Series beyond the palette repeat its colours, so they change their dash. */
    static String dash(int series) {
        return List.of("solid", "dash", "dot").get(series / PALETTE.size() % 3);
    }

    /** The colour with an opacity between 0 and 1. */
    static String translucent(String hex, double opacity) {
        int rgb = Integer.parseInt(hex.substring(1), 16);
        return "rgba(" + (rgb >> 16) + "," + (rgb >> 8 & 255) + "," + (rgb & 255) + "," + opacity + ")";
    }

    /** A layout whose two axes are still unnamed. */
    static ObjectNode layout() {
        ObjectNode layout = Json.object();
        layout.putObject("font").put("family", FONT).put("size", 13).put("color", INK);
        layout.set("colorway", Json.labels(PALETTE));
        layout.put("paper_bgcolor", "#ffffff").put("plot_bgcolor", "#ffffff");
        layout.put("autosize", true).put("height", HEIGHT).put("hovermode", "closest");
        layout.putObject("hoverlabel").put("namelength", -1);
        layout.putObject("legend")
                .put("orientation", "h")
                .put("x", 0)
                .put("xanchor", "left")
                .put("y", 1.02)
                .put("yanchor", "bottom");
        layout.putObject("margin").put("l", 64).put("r", 24).put("t", 48).put("b", 56);
        layout.set("xaxis", axis());
        layout.set("yaxis", axis());
        return layout;
    }

    /** A layout with named axes. */
    static ObjectNode layout(AxisNames names) {
        ObjectNode layout = layout();
        name(layout.withObject("/xaxis"), names.x());
        name(layout.withObject("/yaxis"), names.y());
        return layout;
    }

    private static void name(ObjectNode axis, String name) {
        axis.putObject("title").put("text", Markup.plotly(name)).put("standoff", 12);
    }

    /** Puts a label at the top left, above the legend, and makes room for it. */
    static void title(ObjectNode layout, String label, int legendRows) {
        ObjectNode title = layout.putObject("title").put("text", label);
        title.put("x", 0).put("xref", "paper").put("xanchor", "left");
        title.put("y", 1).put("yref", "container").put("yanchor", "top");
        title.putObject("pad").put("t", 14);
        title.putObject("font").put("size", 16);
        layout.withObject("/margin").put("t", legendRows == 0 ? 56 : 60 + 20 * legendRows);
    }

    /** Ticks with labels of their own; along x, labels that would run into each other are slanted. */
    static void ticks(ObjectNode layout, String axis, double[] at, List<String> labels) {
        ObjectNode ticked = layout.withObject("/" + axis);
        ticked.set("tickvals", Json.numbers(at));
        ticked.set("ticktext", Json.labels(labels));
        if (axis.equals("xaxis")) {
            double widest =
                    labels.stream().mapToDouble(l -> textWidth(l, 13)).max().orElse(0);
            boolean slanted = (widest + 6) * labels.size() > 0.8 * WIDTH;
            ticked.put("tickangle", slanted ? -45 : 0);
            layout.put("height", layout.path("height").asInt() + (slanted ? (int) (0.6 * widest) : 0));
        }
    }

    private static ObjectNode axis() {
        return Json.object()
                .put("automargin", true)
                .put("gridcolor", GRID)
                .put("linecolor", AXIS)
                .put("showline", true)
                .put("ticks", "outside")
                .put("tickcolor", AXIS)
                .put("ticklen", 4)
                .put("zeroline", false);
    }

    /** About how wide a text is, in pixels; there are no fonts to ask. */
    static double textWidth(String text, double size) {
        return text.codePoints()
                        .mapToDouble(c -> c >= 0x2e80 ? 1.0 : "iljt.,:;|'!· ".indexOf(c) >= 0 ? 0.32 : 0.58)
                        .sum()
                * size;
    }
}
