package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A heatmap's colours beside it, with their values; the midpoint of a diverging scale is one of the ticks. */
record SvgColourBar(@Nullable SvgHeatmap map) {
    private static final int STEPS = 64;
    private static final double WIDTH = 14;

    /** The colour bar of the first heatmap that has one; it is empty where none has. */
    static SvgColourBar of(List<SvgMark> marks) {
        for (SvgMark mark : marks) {
            if (mark instanceof SvgHeatmap map && map.hasColourBar()) {
                return new SvgColourBar(map);
            }
        }
        return new SvgColourBar(null);
    }

    /** The margin it needs to the right of the frame. */
    double room() {
        return map == null ? 0 : 96;
    }

    void draw(Svg svg, SvgFrame frame) {
        if (map == null) {
            return;
        }
        double x = frame.right() + 18;
        double step = (frame.bottom() - frame.top()) / STEPS;
        for (int i = 0; i < STEPS; i++) {
            double y = frame.bottom() - i * step;
            svg.box(x, y, x + WIDTH, y - step - 0.6, Paint.fill(map.scale.hex((i + 0.5) / STEPS)));
        }
        for (double tick : ticks(map)) {
            double y = frame.y(1 - map.share(tick));
            svg.line(x + WIDTH, y, x + WIDTH + 4, y, Paint.stroke(Style.AXIS, 1));
            svg.text(x + WIDTH + 7, y + 4, Numbers.significant(tick, 4), Paint.text(11, "start", Style.INK));
        }
        String title = Markup.plain(map.colourBar().path("title").path("text").asText());
        double right = frame.right() + 86;
        svg.text(right, frame.y(0.5), title, Paint.text(12, "middle", Style.INK).rotated(-90, right, frame.y(0.5)));
    }

    private static double[] ticks(SvgHeatmap map) {
        JsonNode given = map.colourBar().path("tickvals");
        if (!given.isArray()) {
            return Numbers.ticks(map.low, map.high, 5);
        }
        double[] ticks = new double[given.size()];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = given.get(i).asDouble();
        }
        return ticks;
    }
}
