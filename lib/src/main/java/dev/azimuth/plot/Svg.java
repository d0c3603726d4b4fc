package dev.azimuth.plot;

/** Writes SVG. Texts and attribute values are escaped here and nowhere else. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    /** Opens an element with its attributes given as name, value, name, value… */
    Svg open(String tag, Object... attributes) {
        return start(tag, attributes).raw(">");
    }

    Svg close(String tag) {
        return raw("</" + tag + ">\n");
    }

    /** An element without content. */
    Svg element(String tag, Object... attributes) {
        return start(tag, attributes).raw("/>\n");
    }

    Svg text(double x, double y, String text, Object... attributes) {
        start("text", "x", x, "y", y);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(attributes[i], attributes[i + 1]);
        }
        return raw(">" + Markup.html(text)).close("text");
    }

    Svg line(double x1, double y1, double x2, double y2, String stroke, Object... attributes) {
        start("line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "stroke", stroke);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(attributes[i], attributes[i + 1]);
        }
        return raw("/>\n");
    }

    Svg rect(double x, double y, double width, double height, String fill, Object... attributes) {
        start("rect", "x", x, "y", y, "width", width, "height", height, "fill", fill);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(attributes[i], attributes[i + 1]);
        }
        return raw("/>\n");
    }

    private Svg start(String tag, Object... attributes) {
        raw("<" + tag);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(attributes[i], attributes[i + 1]);
        }
        return this;
    }

    private void attribute(Object name, Object value) {
        raw(" " + name + "=\"" + (value instanceof Double number ? number(number) : Markup.html(value.toString()))
                + "\"");
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
