package dev.azimuth.plot;

import java.util.List;

/** The plotting area: its margins, grid lines, ticks and axis titles. */
final class SvgFrame {
    private static final double TICK_SIZE = 12;

    private final SvgAxis xAxis;
    private final double left;
    private final double top;
    private final double right;
    private final double bottom;
    private final Scale x;
    private final Scale y;
    private final List<SvgAxis.Tick> xTicks;
    private final List<SvgAxis.Tick> yTicks;
    private final SvgAxis yAxis;
    private final boolean slanted;
    private final double fullHeight;

    SvgFrame(SvgAxis xAxis, SvgAxis yAxis, double width, double height, double top, double rightMargin) {
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        this.fullHeight = height;
        this.top = top;
        this.right = width - rightMargin;
        this.yTicks = yAxis.ticks(yAxis.scale(1, 0), (int) (height / 60));
        this.left = Math.min(0.4 * width, 44 + widest(yTicks));
        Scale across = xAxis.scale(left, right);
        this.xTicks = xAxis.ticks(across, (int) ((right - left) / 70));
        this.slanted = xTicks.size() > 1 && widest(xTicks) + 6 > spacing(across, xTicks);
        this.bottom = height - 46 - (slanted ? Math.min(0.3 * height, widest(xTicks) * 0.75) : 14);
        this.x = across;
        this.y = yAxis.scale(bottom, top);
    }

    private static double widest(List<SvgAxis.Tick> ticks) {
        return ticks.stream()
                .mapToDouble(tick -> Style.textWidth(tick.label(), TICK_SIZE))
                .max()
                .orElse(0);
    }

    private static double spacing(Scale scale, List<SvgAxis.Tick> ticks) {
        return Math.abs(scale.at(ticks.get(1).value()) - scale.at(ticks.get(0).value()));
    }

    Scale x() {
        return x;
    }

    Scale y() {
        return y;
    }

    double left() {
        return left;
    }

    double right() {
        return right;
    }

    double top() {
        return top;
    }

    double bottom() {
        return bottom;
    }

    /** The place at a share of the width, from the left. */
    double x(double share) {
        return left + share * (right - left);
    }

    /** The place at a share of the height, from the top. */
    double y(double share) {
        return top + share * (bottom - top);
    }

    void grid(Svg svg) {
        Paint grid = Paint.stroke(Style.GRID, 1);
        Paint zero = Paint.stroke(Style.AXIS, 1);
        if (xAxis.showsGrid()) {
            xTicks.forEach(tick -> svg.line(x.at(tick.value()), top, x.at(tick.value()), bottom, grid));
        }
        if (yAxis.showsGrid()) {
            yTicks.forEach(tick -> svg.line(left, y.at(tick.value()), right, y.at(tick.value()), grid));
        }
        if (xAxis.stressesZero()) {
            svg.line(x.at(0), top, x.at(0), bottom, zero);
        }
        if (yAxis.stressesZero()) {
            svg.line(left, y.at(0), right, y.at(0), zero);
        }
    }

    /** Opens a group in which nothing is drawn outside the frame. */
    void clip(Svg svg) {
        svg.open("clipPath", Paint.NONE.with("id", "frame"));
        svg.box(left, top, right, bottom, Paint.NONE).close("clipPath");
        svg.open("g", Paint.NONE.with("clip-path", "url(#frame)"));
    }

    void axes(Svg svg) {
        Paint axis = Paint.stroke(Style.AXIS, 1);
        Paint title = Paint.text(13, "middle", Style.INK);
        svg.line(left, bottom, right, bottom, axis);
        svg.line(left, top, left, bottom, axis);
        for (SvgAxis.Tick tick : xTicks) {
            double at = x.at(tick.value());
            svg.line(at, bottom, at, bottom + 4, axis);
            if (slanted) {
                Paint end = Paint.text(TICK_SIZE, "end", Style.INK).rotated(-45, at, bottom + 14);
                svg.text(at, bottom + 14, tick.label(), end);
            } else {
                svg.text(at, bottom + 18, tick.label(), Paint.text(TICK_SIZE, "middle", Style.INK));
            }
        }
        for (SvgAxis.Tick tick : yTicks) {
            double at = y.at(tick.value());
            svg.line(left - 4, at, left, at, axis);
            svg.text(left - 8, at + 4, tick.label(), Paint.text(TICK_SIZE, "end", Style.INK));
        }
        svg.text(x(0.5), fullHeight - 12, xAxis.title(), title);
        svg.text(16, y(0.5), yAxis.title(), title.rotated(-90, 16, y(0.5)));
    }
}
