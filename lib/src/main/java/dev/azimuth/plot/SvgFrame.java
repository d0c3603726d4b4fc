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

    double top() {
        return top;
    }

    double width() {
        return right - left;
    }

    double height() {
        return bottom - top;
    }

    double right() {
        return right;
    }

    double bottom() {
        return bottom;
    }

    void grid(Svg svg) {
        xTicks.forEach(tick -> svg.line(x.at(tick.value()), top, x.at(tick.value()), bottom, Style.GRID));
        yTicks.forEach(tick -> svg.line(left, y.at(tick.value()), right, y.at(tick.value()), Style.GRID));
        if (xAxis.stressesZero()) {
            svg.line(x.at(0), top, x.at(0), bottom, Style.AXIS);
        }
        if (yAxis.stressesZero()) {
            svg.line(left, y.at(0), right, y.at(0), Style.AXIS);
        }
    }

    void axes(Svg svg) {
        svg.line(left, bottom, right, bottom, Style.AXIS);
        svg.line(left, top, left, bottom, Style.AXIS);
        for (SvgAxis.Tick tick : xTicks) {
            double at = x.at(tick.value());
            svg.line(at, bottom, at, bottom + 4, Style.AXIS);
            if (slanted) {
                svg.text(
                        at,
                        bottom + 14,
                        tick.label(),
                        "text-anchor",
                        "end",
                        "transform",
                        "rotate(-45 " + Svg.number(at) + " " + Svg.number(bottom + 14) + ")");
            } else {
                svg.text(at, bottom + 18, tick.label(), "text-anchor", "middle");
            }
        }
        for (SvgAxis.Tick tick : yTicks) {
            double at = y.at(tick.value());
            svg.line(left - 4, at, left, at, Style.AXIS);
            svg.text(left - 8, at + 4, tick.label(), "text-anchor", "end");
        }
        svg.text((left + right) / 2, fullHeight - 12, xAxis.title(), "font-size", 13.0, "text-anchor", "middle");
        double middle = (top + bottom) / 2;
        svg.text(
                16,
                middle,
                yAxis.title(),
                "font-size",
                13.0,
                "text-anchor",
                "middle",
                "transform",
                "rotate(-90 16 " + Svg.number(middle) + ")");
    }
}
