package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;

/** Lines, filled bands, points and their labels, with error bars. */
final class SvgScatter implements SvgMark {
    private final JsonNode trace;
    private final int index;
    private final double[] xs;
    private final double[] ys;
    private final String mode;

    SvgScatter(JsonNode trace, int index, SvgAxis x, SvgAxis y) {
        this.trace = trace;
        this.index = index;
        this.ys = y.coordinates(trace.path("y"));
        this.xs = trace.has("x") ? x.coordinates(trace.path("x")) : SvgBars.count(ys.length);
        this.mode = trace.path("mode").asText("lines");
    }

    @Override
    public void reach(SvgAxis x, SvgAxis y) {
        if (mode.equals("lines") || mode.equals("none")) {
            x.touch(xs);
        } else {
            x.include(xs);
        }
        y.include(ys);
        ErrorBars.of(trace.path("error_y"), ys).reach(y);
    }

    @Override
    public void draw(Svg svg, Scale x, Scale y) {
        if (trace.path("fill").asText().startsWith("to")) {
            fill(svg, x, y);
        }
        if (mode.contains("lines")) {
            svg.element(
                    "path",
                    "d",
                    path(x, y),
                    "fill",
                    "none",
                    "stroke",
                    line(),
                    "stroke-width",
                    width(),
                    "stroke-linejoin",
                    "round",
                    "stroke-dasharray",
                    dashes());
        }
        ErrorBars.of(trace.path("error_y"), ys).draw(svg, xs, x, y, false, line());
        for (int i = 0; i < Math.min(xs.length, ys.length); i++) {
            if (Double.isFinite(xs[i]) && Double.isFinite(ys[i])) {
                point(svg, i, x.at(xs[i]), y.at(ys[i]));
            }
        }
    }

    private void point(Svg svg, int i, double x, double y) {
        if (mode.contains("markers")) {
            JsonNode marker = trace.path("marker");
            JsonNode size = marker.path("size");
            double diameter = size.isArray() ? size.path(i).asDouble(6) : size.asDouble(6);
            JsonNode colour = marker.path("color");
            svg.element(
                    "circle",
                    "cx",
                    x,
                    "cy",
                    y,
                    "r",
                    diameter / 2,
                    "fill",
                    colour.isArray() && colour.path(i).isTextual()
                            ? colour.get(i).asText()
                            : SvgMark.colour(trace, "marker", index),
                    "fill-opacity",
                    opacity());
        }
        if (mode.contains("text")) {
            svg.text(
                    x,
                    y - 8,
                    Markup.plain(trace.path("text").path(i).asText()),
                    "font-size",
                    11.0,
                    "text-anchor",
                    "middle",
                    "fill",
                    Style.INK);
        }
    }

    private void fill(Svg svg, Scale x, Scale y) {
        String path = path(x, y);
        if (trace.path("fill").asText().equals("tozeroy") && xs.length > 0) {
            double foot = y.at(Math.max(Math.min(0, Math.max(y.low(), y.high())), Math.min(y.low(), y.high())));
            path += "L" + Svg.number(x.at(xs[xs.length - 1])) + " " + Svg.number(foot) + "L" + Svg.number(x.at(xs[0]))
                    + " " + Svg.number(foot);
        }
        svg.element("path", "d", path + "Z", "fill", bandColour(), "stroke", "none");
    }

    private String path(Scale x, Scale y) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < Math.min(xs.length, ys.length); i++) {
            boolean there = Double.isFinite(xs[i]) && Double.isFinite(ys[i]);
            if (there) {
                path.append(pen ? 'L' : 'M')
                        .append(Svg.number(x.at(xs[i])))
                        .append(' ')
                        .append(Svg.number(y.at(ys[i])));
            }
            pen = there;
        }
        return path.toString();
    }

    private String line() {
        return SvgMark.colour(trace, "line", index);
    }

    private String bandColour() {
        String given = trace.path("fillcolor").asText();
        return given.isEmpty() ? Style.translucent(Style.colour(index), 0.3) : given;
    }

    private double width() {
        return trace.path("line").path("width").asDouble(2);
    }

    private String dashes() {
        return switch (trace.path("line").path("dash").asText()) {
            case "dash" -> "8 5";
            case "dot" -> "2 4";
            case "dashdot" -> "8 4 2 4";
            default -> "none";
        };
    }

    private double opacity() {
        return trace.path("marker")
                .path("opacity")
                .asDouble(trace.path("opacity").asDouble(1));
    }

    @Override
    public void key(Svg svg, double x, double y) {
        if (mode.equals("none") || width() == 0) {
            svg.rect(x - 12, y - 5, 24, 10, bandColour());
        } else if (mode.contains("lines")) {
            svg.line(x - 12, y, x + 12, y, line(), "stroke-width", width(), "stroke-dasharray", dashes());
        }
        if (mode.contains("markers")) {
            svg.element("circle", "cx", x, "cy", y, "r", 4.0, "fill", SvgMark.colour(trace, "marker", index));
        }
    }
}
