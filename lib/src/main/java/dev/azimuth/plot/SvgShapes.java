package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;

/** Reference lines and shaded areas with their labels: {@code layout.shapes} and {@code layout.annotations}. */
final class SvgShapes {
    private final JsonNode layout;

    SvgShapes(JsonNode layout) {
        this.layout = layout;
    }

    void reach(SvgAxis x, SvgAxis y) {
        for (JsonNode shape : layout.path("shapes")) {
            if (shape.path("xref").asText().equals("x")) {
                x.touch(shape.path("x0").asDouble(), shape.path("x1").asDouble());
            }
            if (shape.path("yref").asText().equals("y")) {
                y.include(shape.path("y0").asDouble(), shape.path("y1").asDouble());
            }
        }
    }

    /** The margin that labels to the right of the frame need. */
    double room() {
        double widest = 24;
        for (JsonNode note : layout.path("annotations")) {
            if (note.path("xref").asText().equals("paper") && note.path("x").asDouble() >= 1) {
                widest = Math.max(widest, 14 + Style.textWidth(text(note), 12));
            }
        }
        return widest;
    }

    private static String text(JsonNode note) {
        return Markup.plain(note.path("text").asText());
    }

    void draw(Svg svg, SvgFrame frame, boolean below) {
        for (JsonNode shape : layout.path("shapes")) {
            if (shape.path("layer").asText().equals("below") != below) {
                continue;
            }
            double x0 = x(shape, "x0", frame);
            double x1 = x(shape, "x1", frame);
            double y0 = y(shape, "y0", frame);
            double y1 = y(shape, "y1", frame);
            if (shape.path("type").asText().equals("rect")) {
                svg.rect(
                        Math.min(x0, x1),
                        Math.min(y0, y1),
                        Math.abs(x1 - x0),
                        Math.abs(y1 - y0),
                        shape.path("fillcolor").asText("none"));
            } else {
                JsonNode line = shape.path("line");
                svg.line(
                        x0,
                        y0,
                        x1,
                        y1,
                        line.path("color").asText(Style.SOFT_INK),
                        "stroke-width",
                        line.path("width").asDouble(1),
                        "stroke-dasharray",
                        line.path("dash").asText().equals("dot") ? "2 4" : "6 4");
            }
        }
    }

    void labels(Svg svg, SvgFrame frame) {
        for (JsonNode note : layout.path("annotations")) {
            String anchor = switch (note.path("xanchor").asText("center")) {
                case "left" -> "start";
                case "right" -> "end";
                default -> "middle";
            };
            double drop = switch (note.path("yanchor").asText("middle")) {
                case "bottom" -> -4;
                case "top" -> 12;
                default -> 4;
            };
            svg.text(
                    x(note, "x", frame) + note.path("xshift").asDouble(0),
                    y(note, "y", frame) + drop,
                    text(note),
                    "font-size",
                    12.0,
                    "text-anchor",
                    anchor,
                    "fill",
                    note.path("font").path("color").asText(Style.SOFT_INK));
        }
    }

    private static double x(JsonNode node, String name, SvgFrame frame) {
        double value = node.path(name).asDouble();
        return node.path("xref").asText().equals("paper")
                ? frame.left() + value * frame.width()
                : frame.x().at(value);
    }

    private static double y(JsonNode node, String name, SvgFrame frame) {
        double value = node.path(name).asDouble();
        return node.path("yref").asText().equals("paper")
                ? frame.bottom() - value * frame.height()
                : frame.y().at(value);
    }
}
