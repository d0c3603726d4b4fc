package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import tech.tablesaw.plotly.components.Figure;

/**
 * A Plotly figure as a JSON tree, with a static SVG picture of itself for pages that run no script. Immutable: every
 * with-er returns a new figure.
 */
public final class PlotlyFigure {
    private final ArrayNode data;
    private final ObjectNode layout;

    PlotlyFigure(ArrayNode data, ObjectNode layout) {
        this.data = data.deepCopy();
        this.layout = layout.deepCopy();
    }

    /**
     * The same chart, corrected where Tablesaw writes for a Plotly of 2020: titles, escapes, missing values.
     *
     * @throws IllegalArgumentException if Tablesaw wrote JavaScript that cannot be read, as for a title ending in {@code \}
     */
    public static PlotlyFigure from(Figure figure) {
        throw new UnsupportedOperationException(figure.toString());
    }

    /** This figure under a title. */
    public PlotlyFigure title(String title) {
        ObjectNode next = layout.deepCopy();
        next.putObject("title").put("text", title);
        return new PlotlyFigure(data, next);
    }

    /**
     * The value of the mime type {@code application/vnd.plotly.v1+json}: {@code data} and {@code layout} as maps, lists,
     * strings, booleans, nulls and finite numbers.
     */
    public Map<String, Object> toJson() {
        return Map.of("data", data, "layout", layout);
    }

    /** A static picture that a script replaces by the interactive figure where the page allows it and Plotly is near. */
    public String toHtml() {
        return "<div>" + toSvg() + "</div>";
    }

    /** A static picture with axes, tick labels, legend and colour bar, as a whole SVG document. */
    public String toSvg() {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    }

    @Override
    public String toString() {
        return "PlotlyFigure[" + data.size() + " traces]";
    }
}
