package dev.azimuth.plot;

/** Writes SVG, in pixels from the top left. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    Svg open(String tag, Paint paint) {
        return raw("<" + tag + paint.attributes() + ">\n");
    }

    Svg close(String tag) {
        return raw("</" + tag + ">\n");
    }

    Svg text(double x, double y, String text, Paint paint) {
        return raw(
                "<text" + pixels("x", x) + pixels("y", y) + paint.attributes() + ">" + Markup.html(text) + "</text>\n");
    }

    Svg line(double x1, double y1, double x2, double y2, Paint paint) {
        return empty("line", pixels("x1", x1) + pixels("y1", y1) + pixels("x2", x2) + pixels("y2", y2), paint);
    }

    /** A rectangle between two opposite corners, whichever they are. */
    Svg box(double x1, double y1, double x2, double y2, Paint paint) {
        return empty("rect", frame(Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1)), paint);
    }

    Svg circle(double x, double y, double radius, Paint paint) {
        return empty("circle", pixels("cx", x) + pixels("cy", y) + pixels("r", radius), paint);
    }

    Svg path(CharSequence steps, Paint paint) {
        return empty("path", " d=\"" + steps + "\"", paint);
    }

    /** A PNG stretched over a rectangle, its pixels kept sharp. */
    Svg image(double x, double y, double width, double height, String base64) {
        return empty(
                "image",
                frame(x, y, width, height),
                Paint.NONE
                        .with("preserveAspectRatio", "none")
                        .with("style", "image-rendering:pixelated")
                        .with("href", "data:image/png;base64," + base64));
    }

    private Svg empty(String tag, String place, Paint paint) {
        return raw("<" + tag + place + paint.attributes() + "/>\n");
    }

    private static String frame(double x, double y, double width, double height) {
        return pixels("x", x) + pixels("y", y) + pixels("width", width) + pixels("height", height);
    }

    private static String pixels(String name, double value) {
        return " " + name + "=\"" + number(value) + "\"";
    }

    /** To a tenth of a pixel, which is more than anyone sees. */
    static String number(double pixels) {
        double rounded = Math.round(pixels * 10) / 10.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    private Svg raw(String text) {
        out.append(text);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
