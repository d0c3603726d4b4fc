package dev.azimuth.plot;

import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER;
import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS;
import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_SINGLE_QUOTES;
import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_TRAILING_COMMA;
import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS;
import static com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import java.util.regex.Pattern;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.Trace;

/**
 * Reads the JavaScript that Tablesaw prints as JSON, and mends what it writes for a Plotly of 2020: titles were strings
 * then, text is escaped for HTML, and some numbers and booleans are quoted.
 */
final class TablesawFigure {
    private static final JsonMapper LENIENT = JsonMapper.builder()
            .enable(
                    ALLOW_SINGLE_QUOTES,
                    ALLOW_UNQUOTED_FIELD_NAMES,
                    ALLOW_TRAILING_COMMA,
                    ALLOW_NON_NUMERIC_NUMBERS,
                    ALLOW_UNESCAPED_CONTROL_CHARS,
                    ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final Pattern QUOTED_NUMBER = Pattern.compile(NUMBER.pattern() + "|NaN|-?Infinity|null");
    private static final Set<String> QUOTED = Set.of("opacity", "dtick", "nticks", "tick0", "scaleratio", "visible");

    private TablesawFigure() {}

    static PlotlyFigure read(Figure figure) {
        ArrayNode data = Json.array();
        Trace[] traces = figure.getTraces();
        for (int i = 0; i < traces.length; i++) {
            ObjectNode trace = read(traces[i].asJavascript(i), "trace " + i);
            if (trace.path("type").asText().matches("heatmap|contour|histogram2d")) {
                trace.putIfAbsent("colorscale", ColourScale.SEQUENTIAL.toJson());
            }
            data.add(trace);
        }
        Layout layout = figure.getLayout();
        ObjectNode read = Style.layout();
        if (layout != null) {
            Json.merge(read, read(layout.asJavascript(), "layout"));
        }
        String title = read.path("title").path("text").asText();
        if (!title.isBlank()) {
            Style.title(read, title, PlotlyFigure.legendRows(data, read));
        }
        return new PlotlyFigure(data, read)
                .size(read.path("width").asInt(Style.WIDTH), read.path("height").asInt(Style.HEIGHT));
    }

    private static ObjectNode read(String javascript, String what) {
        int from = javascript.indexOf('{');
        int to = javascript.lastIndexOf('}') + 1;
        try {
            return (ObjectNode) mend("", LENIENT.readTree(javascript.substring(from, to)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Tablesaw's " + what + " cannot be read: " + e.getOriginalMessage()
                            + ". A title or name that ends in a backslash does this; leave the backslash out.",
                    e);
        }
    }

    private static JsonNode mend(String key, JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode next = Json.object();
            object.properties().forEach(e -> next.set(e.getKey(), mend(e.getKey(), e.getValue())));
            return titled(next);
        }
        if (node instanceof ArrayNode array) {
            return mend(array);
        }
        if (node.isTextual()) {
            return scalar(key, Markup.unescape(node.textValue()));
        }
        return node.isNumber() && !Double.isFinite(node.doubleValue()) ? NullNode.instance : node;
    }

    /** Tablesaw quotes the numbers of its columns; an array of nothing else is an array of numbers. */
    private static ArrayNode mend(ArrayNode array) {
        boolean numbers = true;
        for (JsonNode item : array) {
            numbers &=
                    item.isTextual() && QUOTED_NUMBER.matcher(item.textValue()).matches();
        }
        ArrayNode next = Json.array();
        for (JsonNode item : array) {
            if (numbers) {
                boolean number = NUMBER.matcher(item.textValue()).matches();
                next.add(number ? DoubleNode.valueOf(Double.parseDouble(item.textValue())) : NullNode.instance);
            } else {
                next.add(item.isTextual() ? literal(item.textValue()) : mend("", item));
            }
        }
        return next;
    }

    /** {@code title: "x", titlefont: f} becomes {@code title: {text: "x", font: f}}, the only form since Plotly 3. */
    private static ObjectNode titled(ObjectNode object) {
        JsonNode font = object.remove("titlefont");
        if (object.path("title").isTextual()) {
            ObjectNode title = Json.object();
            title.set("text", object.get("title"));
            if (font != null) {
                title.set("font", font);
            }
            object.set("title", title);
        }
        return object;
    }

    private static JsonNode scalar(String key, String text) {
        if (!QUOTED.contains(key)) {
            return literal(text);
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return BooleanNode.valueOf(Boolean.parseBoolean(text));
        }
        try {
            return DoubleNode.valueOf(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return literal(text);
        }
    }

    private static TextNode literal(String text) {
        return TextNode.valueOf(Markup.plotly(text));
    }
}
