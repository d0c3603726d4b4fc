package dev.azimuth.plot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A named row of values, with the ends of an interval around each where there are any. */
final class Series {
    final String name;
    final double[] values;
    private final double @Nullable [] low;
    private final double @Nullable [] high;

    Series(String name, double[] values, double @Nullable [] low, double @Nullable [] high) {
        if (values.length == 0) {
            throw new IllegalArgumentException("\"" + name + "\" has no values. Give at least one.");
        }
        this.name = name;
        this.values = values.clone();
        this.low = low == null ? null : Lists.sized("The low end of \"" + name + "\"", low, values.length, "values");
        this.high =
                high == null ? null : Lists.sized("The high end of \"" + name + "\"", high, values.length, "values");
    }

    boolean hasEnds() {
        return low != null && high != null;
    }

    double[] low() {
        return low == null ? values : low;
    }

    double[] high() {
        return high == null ? values : high;
    }

    /** The ends as Plotly's asymmetric error bars, which are distances from the value. */
    ObjectNode errorBars() {
        double[] plus = new double[values.length];
        double[] minus = new double[values.length];
        Arrays.setAll(plus, i -> Math.max(0, high()[i] - values[i]));
        Arrays.setAll(minus, i -> Math.max(0, values[i] - low()[i]));
        ObjectNode bars = Json.object().put("type", "data").put("symmetric", false);
        bars.set("array", Json.numbers(plus));
        bars.set("arrayminus", Json.numbers(minus));
        return bars.put("color", Style.INK).put("thickness", 1.5).put("width", 3);
    }
}
