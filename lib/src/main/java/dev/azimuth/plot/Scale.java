package dev.azimuth.plot;

/** Values between {@code low} and {@code high} laid out between the pixels {@code from} and {@code to}. */
record Scale(double low, double high, double from, double to) {
    double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    double start() {
        return Math.min(from, to);
    }

    double length() {
        return Math.abs(to - from);
    }
}
