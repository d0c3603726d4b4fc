package dev.azimuth.plot;

import java.util.ArrayList;
import java.util.List;

/** The names of the traces in rows above the plotting area, where they cover nothing. */
final class SvgLegend {
    private static final double ROW = 22;
    private static final double KEY = 34;
    private static final double GAP = 18;

    record Entry(SvgMark mark, String name) {}

    private final List<List<Entry>> rows = new ArrayList<>();

    SvgLegend(List<Entry> entries, double width) {
        double used = width;
        for (Entry entry : entries) {
            double wide = wide(entry);
            if (used + wide > width) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.get(rows.size() - 1).add(entry);
            used += wide;
        }
    }

    private static double wide(Entry entry) {
        return KEY + Style.textWidth(entry.name(), 12) + GAP;
    }

    double height() {
        return rows.isEmpty() ? 0 : rows.size() * ROW + 6;
    }

    void draw(Svg svg, double left, double top) {
        for (int row = 0; row < rows.size(); row++) {
            double x = left;
            double y = top + row * ROW + ROW / 2;
            for (Entry entry : rows.get(row)) {
                entry.mark().key(svg, x + 14, y);
                svg.text(x + KEY, y + 4, entry.name(), Paint.text(12, "start", Style.INK));
                x += wide(entry);
            }
        }
    }
}
