package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;

/** One trace as the static picture draws it. */
interface SvgMark {
    /** Tells the axes how far they must reach. */
    void reach(SvgAxis x, SvgAxis y);

    void draw(Svg svg, Scale x, Scale y);

    /** The sign beside the trace's name in the legend, centred on this point. */
    void key(Svg svg, double x, double y);

    /** The colour that a trace's part asks for, or else the palette's; a list of colours has no single one. */
    static String colour(JsonNode trace, String part, int index) {
        JsonNode colour = trace.path(part).path("color");
        JsonNode other = trace.path(part.equals("line") ? "marker" : "line").path("color");
        return colour.isTextual() ? colour.asText() : other.isTextual() ? other.asText() : Style.colour(index);
    }
}
