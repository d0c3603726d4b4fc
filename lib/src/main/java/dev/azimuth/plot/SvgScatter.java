package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;

/** Lines, filled bands, points and their labels, with error bars. */
final class SvgScatter implements SvgMark {
    private static final int MOST_CIRCLES = 2000;

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
            svg.path(path(x, y), stroke().with("stroke-linejoin", "round"));
        }
        ErrorBars.of(trace.path("error_y"), ys).draw(svg, xs, x, y, false, line());
        int n = Math.min(xs.length, ys.length);
        if (n > MOST_CIRCLES && mode.equals("markers")) {
            dots(svg, x, y, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            if (Double.isFinite(xs[i]) && Double.isFinite(ys[i])) {
                point(svg, i, x.at(xs[i]), y.at(ys[i]));
            }
        }
    }

    /** Very many points as the round ends of strokes without length: a tenth of the size of circles. */
    private void dots(Svg svg, Scale x, Scale y, int n) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < n; i++) {
            if (Double.isFinite(xs[i]) && Double.isFinite(ys[i])) {
                path.append('M')
                        .append(Svg.number(x.at(xs[i])))
                        .append(' ')
                        .append(Svg.number(y.at(ys[i])))
                        .append("h0");
            }
        }
        double size = trace.path("marker").path("size").asDouble(4);
        Paint round = Paint.stroke(SvgMark.colour(trace, "marker", index), size).with("stroke-linecap", "round");
        svg.path(path, round.opacity(opacity()));
    }

    private void point(Svg svg, int i, double x, double y) {
        if (mode.contains("markers")) {
            JsonNode size = trace.path("marker").path("size");
            double diameter = size.isArray() ? size.path(i).asDouble(6) : size.asDouble(6);
            JsonNode own = trace.path("marker").path("color").path(i);
            String colour = own.isTextual() ? own.asText() : SvgMark.colour(trace, "marker", index);
            svg.circle(x, y, diameter / 2, Paint.fill(colour).opacity(opacity()));
        }
        if (mode.contains("text")) {
            String label = Markup.plain(trace.path("text").path(i).asText());
            svg.text(x, y - 8, label, Paint.text(11, "middle", Style.INK));
        }
    }

    private void fill(Svg svg, Scale x, Scale y) {
        String path = path(x, y);
        if (trace.path("fill").asText().equals("tozeroy") && xs.length > 0) {
            double foot = y.at(Math.max(Math.min(0, Math.max(y.low(), y.high())), Math.min(y.low(), y.high())));
            path += "L" + Svg.number(x.at(xs[xs.length - 1])) + " " + Svg.number(foot) + "L" + Svg.number(x.at(xs[0]))
                    + " " + Svg.number(foot);
        }
        svg.path(path + "Z", Paint.fill(bandColour()));
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

    private Paint stroke() {
        JsonNode style = trace.path("line");
        return Paint.stroke(line(), style.path("width").asDouble(2))
                .dashed(style.path("dash").asText());
    }

    private double opacity() {
        return trace.path("marker")
                .path("opacity")
                .asDouble(trace.path("opacity").asDouble(1));
    }

    @Override
    public void key(Svg svg, double x, double y) {
        if (mode.equals("none")) {
            svg.box(x - 12, y - 5, x + 12, y + 5, Paint.fill(bandColour()));
        }
        if (mode.contains("lines")) {
            svg.line(x - 12, y, x + 12, y, stroke());
        }
        if (mode.contains("markers")) {
            svg.circle(x, y, 4, Paint.fill(SvgMark.colour(trace, "marker", index)));
        }
    }
}
