package dev.azimuth.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;

/** Colours for the numbers from 0 to 1, interpolated between evenly spaced stops. */
record ColourScale(List<String> stops) {
    /** Blue below, red above, white in the middle; distinguishable with every common colour blindness. */
    static final ColourScale DIVERGING = new ColourScale(
            List.of("#1f4e8c", "#3f7fbf", "#86b5db", "#cfe0ee", "#f7f7f7", "#f8d9c8", "#eea183", "#d05a4a", "#9c1b2e"));

    /** White to deep blue: more is darker. */
    static final ColourScale SEQUENTIAL =
            new ColourScale(List.of("#fbfcfe", "#dbe8f4", "#b3d0e6", "#7db1d5", "#4a8dc1", "#21679f", "#0b3c6b"));

    /** The scale of a trace: its own list of stops, or the sequential one for a name that only Plotly knows. */
    static ColourScale of(JsonNode colorscale) {
        List<String> stops = new ArrayList<>();
        for (JsonNode stop : colorscale) {
            stops.add(stop.path(1).asText());
        }
        return stops.size() > 1 && stops.stream().allMatch(s -> s.matches("#[0-9a-f]{6}"))
                ? new ColourScale(stops)
                : colorscale.asText().matches("RdBu|Picnic|Portland") ? DIVERGING : SEQUENTIAL;
    }

    ArrayNode toJson() {
        ArrayNode json = Json.array();
        for (int i = 0; i < stops.size(); i++) {
            json.addArray().add(i / (double) (stops.size() - 1)).add(stops.get(i));
        }
        return json;
    }

    /** The colour as 0xrrggbb. */
    int rgb(double share) {
        double at = Math.max(0, Math.min(1, share)) * (stops.size() - 1);
        int below = Math.min(stops.size() - 2, (int) at);
        int a = Integer.parseInt(stops.get(below).substring(1), 16);
        int b = Integer.parseInt(stops.get(below + 1).substring(1), 16);
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = a >> shift & 255;
            int to = b >> shift & 255;
            mixed |= (int) Math.round(from + (at - below) * (to - from)) << shift;
        }
        return mixed;
    }

    String hex(double share) {
        return String.format("#%06x", rgb(share));
    }

    /** Whether black text is easier to read on the colour than white text. */
    boolean isLight(double share) {
        int rgb = rgb(share);
        return 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255) > 140;
    }
}
