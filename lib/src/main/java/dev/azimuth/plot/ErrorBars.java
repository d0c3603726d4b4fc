package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;

/** Intervals around values, as Plotly's {@code error_x} and {@code error_y} give them. */
final class ErrorBars {
    private final double[] low;
    private final double[] high;

    private ErrorBars(double[] low, double[] high) {
        this.low = low;
        this.high = high;
    }

    static ErrorBars of(JsonNode error, double[] values) {
        JsonNode plus = error.path("array");
        JsonNode minus = error.path("symmetric").asBoolean(true) ? plus : error.path("arrayminus");
        double[] low = new double[values.length];
        double[] high = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            low[i] = values[i] - minus.path(i).asDouble(Double.NaN);
            high[i] = values[i] + plus.path(i).asDouble(Double.NaN);
        }
        return new ErrorBars(low, high);
    }

    void reach(SvgAxis axis) {
        axis.include(low);
        axis.include(high);
    }

    /** Whiskers with short ends. {@code across}: the values run along x, not along y. */
    void draw(Svg svg, double[] positions, Scale x, Scale y, boolean across, String colour) {
        Paint paint = Paint.stroke(colour, 1.5);
        for (int i = 0; i < low.length; i++) {
            if (!Double.isFinite(low[i]) || !Double.isFinite(high[i])) {
                continue;
            }
            if (across) {
                double at = y.at(positions[i]);
                svg.line(x.at(low[i]), at, x.at(high[i]), at, paint);
                svg.line(x.at(low[i]), at - 3, x.at(low[i]), at + 3, paint);
                svg.line(x.at(high[i]), at - 3, x.at(high[i]), at + 3, paint);
            } else {
                double at = x.at(positions[i]);
                svg.line(at, y.at(low[i]), at, y.at(high[i]), paint);
                svg.line(at - 3, y.at(low[i]), at + 3, y.at(low[i]), paint);
                svg.line(at - 3, y.at(high[i]), at + 3, y.at(high[i]), paint);
            }
        }
    }
}
