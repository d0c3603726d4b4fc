package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Adds reference lines and their labels to a layout. */
final class Notes {
    private Notes() {}

    /** A dashed line across the figure at a value of y, labelled at its right end. */
    static void across(ObjectNode layout, String label, double y) {
        ObjectNode shape = line(layout, "dash");
        shape.put("xref", "paper")
                .put("x0", 0)
                .put("x1", 1)
                .put("yref", "y")
                .put("y0", y)
                .put("y1", y);
        note(layout, label)
                .put("xref", "paper")
                .put("x", 1)
                .put("xanchor", "left")
                .put("xshift", 4)
                .put("yref", "y")
                .put("y", y);
        ObjectNode margin = layout.withObject("/margin");
        double room = 14 + Style.textWidth(label, 12);
        margin.put("r", Math.max(margin.path("r").asDouble(), room));
    }

    /** A dotted line up the figure at a value of x, labelled beside its foot. */
    static void up(ObjectNode layout, String label, double x, boolean labelOnTheLeft) {
        ObjectNode shape = line(layout, "dot");
        shape.put("xref", "x")
                .put("x0", x)
                .put("x1", x)
                .put("yref", "paper")
                .put("y0", 0)
                .put("y1", 1);
        note(layout, label)
                .put("xref", "x")
                .put("x", x)
                .put("xanchor", labelOnTheLeft ? "right" : "left")
                .put("xshift", labelOnTheLeft ? -5 : 5)
                .put("yref", "paper")
                .put("y", 0)
                .put("yanchor", "bottom");
    }

    /** The line on which y equals x, between two values. */
    static void diagonal(ObjectNode layout, double from, double to) {
        ObjectNode shape = line(layout, "dash");
        shape.put("xref", "x")
                .put("x0", from)
                .put("x1", to)
                .put("yref", "y")
                .put("y0", from)
                .put("y1", to);
        note(layout, "y = x")
                .put("xref", "x")
                .put("x", to)
                .put("xanchor", "right")
                .put("xshift", -10)
                .put("yref", "y")
                .put("y", to);
    }

    private static ObjectNode line(ObjectNode layout, String dash) {
        ObjectNode shape =
                layout.withArray("/shapes").addObject().put("type", "line").put("layer", "above");
        shape.putObject("line").put("color", Style.SOFT_INK).put("width", 1.2).put("dash", dash);
        return shape;
    }

    private static ObjectNode note(ObjectNode layout, String label) {
        ObjectNode note = layout.withArray("/annotations").addObject();
        note.put("text", Markup.plotly(label)).put("showarrow", false);
        note.putObject("font").put("size", 12).put("color", Style.SOFT_INK);
        return note;
    }
}
