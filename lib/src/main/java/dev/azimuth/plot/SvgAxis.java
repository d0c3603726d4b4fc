package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One axis of the static picture: what its values are as numbers, how far it reaches, where its ticks stand. */
final class SvgAxis {
    /** A tick at a value. */
    record Tick(double value, String label) {}

    private final JsonNode layout;
    private final boolean category;
    private final boolean log;
    private final Map<String, Integer> categories = new LinkedHashMap<>();
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private double lowEdge = Double.POSITIVE_INFINITY;
    private double highEdge = Double.NEGATIVE_INFINITY;

    SvgAxis(JsonNode layout, List<JsonNode> arrays) {
        this.layout = layout;
        String type = layout.path("type").asText();
        this.log = type.equals("log");
        this.category = type.equals("category") || (!log && arrays.stream().anyMatch(SvgAxis::hasText));
    }

    private static boolean hasText(JsonNode array) {
        for (JsonNode value : array) {
            if (value.isTextual()) {
                return true;
            }
        }
        return false;
    }

    String title() {
        return Markup.plain(layout.path("title").path("text").asText());
    }

    boolean showsGrid() {
        return layout.path("showgrid").asBoolean(true);
    }

    /** Whether the line at zero is drawn darker. */
    boolean stressesZero() {
        return layout.path("zeroline").asBoolean(false);
    }

    /** The value's place on the axis; a category's is the order in which it first appears. */
    double coordinate(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return Double.NaN;
        }
        if (!category) {
            return log ? Math.log10(value.asDouble()) : value.asDouble(Double.NaN);
        }
        return categories.computeIfAbsent(value.asText(), name -> categories.size());
    }

    double[] coordinates(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = coordinate(array.get(i));
        }
        return values;
    }

    /** Makes the axis reach these values with a little room beyond. */
    void include(double... values) {
        for (double value : values) {
            if (Double.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
    }

    /** Makes the axis reach these values exactly, as the foot of a bar or the rim of a heatmap. */
    void touch(double... values) {
        for (double value : values) {
            if (Double.isFinite(value)) {
                lowEdge = Math.min(lowEdge, value);
                highEdge = Math.max(highEdge, value);
            }
        }
    }

    Scale scale(double from, double to) {
        JsonNode range = layout.path("range");
        if (range.size() == 2) {
            return new Scale(range.get(0).asDouble(), range.get(1).asDouble(), from, to);
        }
        double room = high > low ? 0.05 * (Math.max(high, highEdge) - Math.min(low, lowEdge)) : 0;
        double start = lowEdge <= low ? lowEdge : low - room;
        double end = highEdge >= high ? highEdge : high + room;
        if (!(start <= end)) {
            start = 0;
            end = 1;
        }
        if (start == end) {
            start -= 0.5;
            end += 0.5;
        }
        return layout.path("autorange").asText().equals("reversed")
                ? new Scale(end, start, from, to)
                : new Scale(start, end, from, to);
    }

    List<Tick> ticks(Scale scale, int most) {
        List<Tick> all = named(scale, most);
        double first = Math.min(scale.low(), scale.high());
        double last = Math.max(scale.low(), scale.high());
        double slack = 1e-9 * (last - first);
        return all.stream()
                .filter(tick -> tick.value() >= first - slack && tick.value() <= last + slack)
                .toList();
    }

    private List<Tick> named(Scale scale, int most) {
        JsonNode values = layout.path("tickvals");
        List<Tick> ticks = new ArrayList<>();
        if (values.isArray()) {
            JsonNode texts = layout.path("ticktext");
            for (int i = 0; i < values.size(); i++) {
                double value = coordinate(values.get(i));
                ticks.add(new Tick(
                        value, texts.has(i) ? Markup.plain(texts.get(i).asText()) : Numbers.significant(value, 6)));
            }
        } else if (category) {
            int stride = Math.max(1, (categories.size() + 39) / 40);
            categories.forEach((name, place) -> {
                if (place % stride == 0) {
                    ticks.add(new Tick(place, Markup.plain(name)));
                }
            });
        } else {
            for (double value :
                    Numbers.ticks(Math.min(scale.low(), scale.high()), Math.max(scale.low(), scale.high()), most)) {
                if (!log || value == Math.rint(value)) {
                    ticks.add(new Tick(value, Numbers.significant(log ? Math.pow(10, value) : value, 6)));
                }
            }
        }
        return ticks;
    }
}
