package dev.azimuth.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import tech.tablesaw.plotly.components.Figure;

/**
 * A Plotly figure as a JSON tree, with a static SVG picture of itself for pages that run no script. Immutable: every
 * with-er returns a new figure.
 *
 * <p>Text is literal: what looks like a tag or a formula in a title, a token or a name is shown as it is written. Only what {@link #trace} and {@link #layout} are given
 * is read as Plotly reads it.
 */
public final class PlotlyFigure {
    private final ArrayNode data;
    private final ObjectNode layout;
    private final int width;

    /** Takes the trees over: the caller must not change them afterwards. */
    PlotlyFigure(ArrayNode data, ObjectNode layout) {
        this(data, layout, Style.WIDTH);
    }

    private PlotlyFigure(ArrayNode data, ObjectNode layout, int width) {
        this.data = data;
        this.layout = layout;
        this.width = width;
    }

    /**
     * The same chart, corrected where Tablesaw writes for a Plotly of 2020: titles, escapes, missing values.
     *
     * @throws IllegalArgumentException if Tablesaw wrote JavaScript that cannot be read, as for a title ending in {@code \}
     */
    public static PlotlyFigure from(Figure figure) {
        return TablesawFigure.read(figure);
    }

    /** This figure under a title. */
    public PlotlyFigure title(String title) {
        ObjectNode next = layout.deepCopy();
        Style.title(next, Markup.plotly(title), legendRows(data, layout));
        return new PlotlyFigure(data, next, width);
    }

    /** This figure in another size, in pixels. An interactive figure fills the width it is given, up to this one. */
    public PlotlyFigure size(int width, int height) {
        if (width < 120 || height < 120) {
            throw new IllegalArgumentException(
                    "A figure of " + width + " x " + height + " pixels cannot be read. Give at least 120 x 120.");
        }
        ObjectNode next = layout.deepCopy();
        next.put("height", height).remove("width");
        return new PlotlyFigure(data, next, width);
    }

    /**
     * This figure with attributes of one trace set, for what the builders do not offer: {@code trace(0, "{\"opacity\": 0.5}")}.
     *
     * @param json a JSON object of Plotly's trace attributes; nested objects are merged
     * @throws IllegalArgumentException if there is no such trace, or the JSON is not an object
     */
    public PlotlyFigure trace(int index, String json) {
        if (index < 0 || index >= data.size()) {
            throw new IllegalArgumentException("No trace " + index + ". This figure has " + data.size() + ", from 0.");
        }
        ArrayNode next = data.deepCopy();
        Json.merge((ObjectNode) next.get(index), attributes(json));
        return new PlotlyFigure(next, layout, width);
    }

    /**
     * This figure with attributes of the layout set: {@code layout("{\"yaxis\": {\"range\": [0, 1]}}")}.
     *
     * @param json a JSON object of Plotly's layout attributes; nested objects are merged
     * @throws IllegalArgumentException if the JSON is not an object
     */
    public PlotlyFigure layout(String json) {
        ObjectNode next = layout.deepCopy();
        Json.merge(next, attributes(json));
        return new PlotlyFigure(data, next, width);
    }

    private static ObjectNode attributes(String json) {
        try {
            if (Json.MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("Not a JSON object of Plotly attributes: " + json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Not a JSON object of Plotly attributes: " + json + " (" + e.getOriginalMessage() + ")", e);
        }
    }

    /**
     * The value of the mime type {@code application/vnd.plotly.v1+json}: {@code data} and {@code layout} as maps, lists,
     * strings, booleans, nulls and finite numbers.
     */
    public Map<String, Object> toJson() {
        return Json.MAPPER.convertValue(tree(), new TypeReference<Map<String, Object>>() {});
    }

    private ObjectNode tree() {
        ObjectNode tree = Json.object();
        tree.set("data", data);
        tree.set("layout", layout);
        return tree;
    }

    /** A static picture that a script replaces by the interactive figure where the page allows it and Plotly is near. */
    public String toHtml() {
        return FigureHtml.of(tree(), toSvg(), width, describe());
    }

    /** A static picture with axes, tick labels, legend and colour bar, as a whole SVG document. */
    public String toSvg() {
        return StaticPicture.of(data, layout, width, height());
    }

    /** Plotly writes a legend unasked as soon as there are two names to tell apart, and for every pie. */
    static boolean hasLegend(ArrayNode data, ObjectNode layout) {
        int names = 0;
        for (JsonNode trace : data) {
            if (trace.has("labels")) {
                return layout.path("showlegend").asBoolean(true);
            }
            names += trace.path("showlegend").asBoolean(true)
                            && !trace.path("name").asText().isBlank()
                    ? 1
                    : 0;
        }
        return layout.path("showlegend").asBoolean(names > 1);
    }

    /** Rows of the legend above the plot: Plotly breaks it into columns as wide as its longest name, about so many pixels. */
    static int legendRows(ArrayNode data, ObjectNode layout) {
        if (!hasLegend(data, layout)) {
            return 0;
        }
        double longest = 0;
        double together = 0;
        int names = 0;
        for (JsonNode trace : data) {
            String name = trace.path("name").asText();
            if (trace.path("showlegend").asBoolean(true) && !name.isBlank()) {
                double width = 50 + 6.5 * name.length();
                longest = Math.max(longest, width);
                together += width;
                names++;
            }
        }
        int room = Style.WIDTH - 90;
        int columns = (int) Math.max(1, room / Math.max(1, longest));
        return together <= room ? 1 : (names + columns - 1) / columns;
    }

    private int height() {
        return layout.path("height").asInt(Style.HEIGHT);
    }

    private String describe() {
        String title = Markup.plain(layout.path("title").path("text").asText());
        if (!title.isBlank()) {
            return title;
        }
        String x = Markup.plain(layout.path("xaxis").path("title").path("text").asText());
        String y = Markup.plain(layout.path("yaxis").path("title").path("text").asText());
        return x.isBlank() || y.isBlank() ? "untitled" : y + " over " + x;
    }

    @Override
    public String toString() {
        return "PlotlyFigure[" + describe() + "; " + data.size() + (data.size() == 1 ? " trace]" : " traces]");
    }
}
