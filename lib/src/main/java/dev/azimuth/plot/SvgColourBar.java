package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;

/** A heatmap's colours beside it, with their values; the midpoint of a diverging scale is one of the ticks. */
final class SvgColourBar {
    private static final int STEPS = 64;
    private static final double WIDTH = 14;

    private SvgColourBar() {}

    static void draw(Svg svg, SvgHeatmap map, SvgFrame frame) {
        double x = frame.right() + 18;
        double step = frame.height() / STEPS;
        for (int i = 0; i < STEPS; i++) {
            svg.rect(x, frame.bottom() - (i + 1) * step, WIDTH, step + 0.6, map.scale.hex((i + 0.5) / STEPS));
        }
        JsonNode given = map.colourBar().path("tickvals");
        double[] ticks = Numbers.ticks(map.low, map.high, 5);
        if (given.isArray()) {
            ticks = new double[given.size()];
            for (int i = 0; i < ticks.length; i++) {
                ticks[i] = given.get(i).asDouble();
            }
        }
        for (double tick : ticks) {
            double y = frame.bottom() - map.share(tick) * frame.height();
            svg.line(x + WIDTH, y, x + WIDTH + 4, y, Style.AXIS);
            svg.text(x + WIDTH + 7, y + 4, Numbers.significant(tick, 4), "font-size", 11.0);
        }
        double right = frame.right() + 86;
        double middle = (frame.top() + frame.bottom()) / 2;
        String title = Markup.plain(map.colourBar().path("title").path("text").asText());
        svg.text(
                right,
                middle,
                title,
                "text-anchor",
                "middle",
                "transform",
                "rotate(-90 " + Svg.number(right) + " " + Svg.number(middle) + ")");
    }
}
