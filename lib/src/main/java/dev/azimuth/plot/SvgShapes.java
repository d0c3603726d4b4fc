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
                x.include(shape.path("x0").asDouble(), shape.path("x1").asDouble());
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
                svg.box(x0, y0, x1, y1, Paint.fill(shape.path("fillcolor").asText("none")));
            } else {
                JsonNode line = shape.path("line");
                String colour = line.path("color").asText(Style.SOFT_INK);
                Paint stroke = Paint.stroke(colour, line.path("width").asDouble(1));
                svg.line(x0, y0, x1, y1, stroke.dashed(line.path("dash").asText()));
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
            String colour = note.path("font").path("color").asText(Style.SOFT_INK);
            Paint haloed = Paint.text(12, anchor, colour)
                    .with("stroke", "#ffffff")
                    .with("stroke-width", 3)
                    .with("paint-order", "stroke");
            double x = x(note, "x", frame) + note.path("xshift").asDouble(0);
            svg.text(x, y(note, "y", frame) + drop, text(note), haloed);
        }
    }

    private static double x(JsonNode node, String name, SvgFrame frame) {
        double value = node.path(name).asDouble();
        return node.path("xref").asText().equals("paper")
                ? frame.x(value)
                : frame.x().at(value);
    }

    private static double y(JsonNode node, String name, SvgFrame frame) {
        double value = node.path(name).asDouble();
        return node.path("yref").asText().equals("paper")
                ? frame.y(1 - value)
                : frame.y().at(value);
    }
}
