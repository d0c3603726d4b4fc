package dev.azimuth.plot;

/** How a shape or a text is painted, as SVG attributes that are already escaped. */
record Paint(String attributes) {
    static final Paint NONE = new Paint("");

    static Paint fill(String colour) {
        return NONE.with("fill", colour);
    }

    static Paint stroke(String colour, double width) {
        return fill("none").with("stroke", colour).with("stroke-width", width);
    }

    /** @param anchor the point at which the text stands: its {@code start}, {@code middle} or {@code end} */
    static Paint text(double size, String anchor, String colour) {
        return fill(colour).with("font-size", size).with("text-anchor", anchor);
    }

    Paint opacity(double opacity) {
        return opacity == 1 ? this : with("opacity", opacity);
    }

    /** @param dash Plotly's name for a pattern; a name it does not have is a solid line */
    Paint dashed(String dash) {
        return switch (dash) {
            case "dash" -> with("stroke-dasharray", "8 5");
            case "dot" -> with("stroke-dasharray", "2 4");
            case "dashdot" -> with("stroke-dasharray", "8 4 2 4");
            default -> this;
        };
    }

    Paint rotated(double degrees, double x, double y) {
        return with("transform", "rotate(%s %s %s)".formatted(Svg.number(degrees), Svg.number(x), Svg.number(y)));
    }

    Paint with(String name, Object value) {
        String text = value instanceof Double number ? trimmed(number) : value.toString();
        return new Paint(attributes + " " + name + "=\"" + Markup.html(text) + "\"");
    }

    private static String trimmed(double number) {
        return Numbers.significant(number, 3);
    }
}
