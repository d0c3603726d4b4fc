package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Draws the part of Plotly that this package writes, and Tablesaw's everyday charts, as SVG: lines, points, bars,
 * histograms, boxes and heatmaps on one pair of axes. A kind of trace that it cannot draw is named in the picture.
 */
final class StaticPicture {
    private StaticPicture() {}

    static String of(ArrayNode data, ObjectNode layout, int width, int height) {
        SvgMarks marks = new SvgMarks(data, layout);
        SvgShapes shapes = new SvgShapes(layout);
        marks.all.forEach(mark -> mark.reach(marks.x, marks.y));
        shapes.reach(marks.x, marks.y);

        String title = Markup.plain(layout.path("title").path("text").asText());
        SvgLegend legend = new SvgLegend(marks.legend, width - 90);
        SvgColourBar bar = SvgColourBar.of(marks.all);
        double top = 16 + (title.isBlank() ? 0 : 30) + legend.height();
        double right = Math.max(bar.room(), shapes.room());
        SvgFrame frame = new SvgFrame(marks.x, marks.y, width, height, top, right);

        Svg svg = new Svg();
        svg.open(
                "svg",
                Paint.text(12, "start", Style.INK)
                        .with("xmlns", "http://www.w3.org/2000/svg")
                        .with("width", width)
                        .with("height", height)
                        .with("viewBox", "0 0 " + width + " " + height)
                        .with("font-family", Style.FONT));
        svg.box(0, 0, width, height, Paint.fill("#ffffff"));
        svg.text(frame.left(), 28, title, Paint.text(16, "start", Style.INK));
        legend.draw(svg, frame.left(), top - legend.height());
        if (marks.all.isEmpty()) {
            String kinds = String.join(", ", marks.undrawn);
            return svg.text(width / 2.0, height / 2.0, undrawn(kinds), Paint.text(13, "middle", Style.SOFT_INK))
                    .close("svg")
                    .toString();
        }
        frame.grid(svg);
        frame.clip(svg);
        shapes.draw(svg, frame, true);
        marks.all.forEach(mark -> mark.draw(svg, frame.x(), frame.y()));
        shapes.draw(svg, frame, false);
        svg.close("g");
        frame.axes(svg);
        shapes.labels(svg, frame);
        bar.draw(svg, frame);
        if (!marks.undrawn.isEmpty()) {
            String kinds = String.join(", ", marks.undrawn);
            svg.text(frame.right(), top - 4, undrawn(kinds), Paint.text(11, "end", Style.SOFT_INK));
        }
        return svg.close("svg").toString();
    }

    private static String undrawn(String kinds) {
        return kinds.isEmpty() ? "No data" : "Not drawn without JavaScript: " + kinds;
    }
}
