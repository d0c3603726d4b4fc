package dev.azimuth.intervention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.direction.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Schedules as JSON. */
final class ScheduleJson {
    private ScheduleJson() {}

    static void write(Schedule schedule, ObjectNode node) {
        if (schedule instanceof Schedule.Shared) {
            node.put("kind", "shared");
        } else if (schedule instanceof Schedule.Kernel kernel) {
            node.put("kind", "kernel").put("peak", kernel.peak()).put("distance", kernel.distance());
            node.put("most", kernel.most()).put("least", kernel.least());
        } else if (schedule instanceof Schedule.PerLayer perLayer) {
            node.put("kind", "per layer");
            ArrayNode layers = node.putArray("layers");
            ArrayNode factors = node.putArray("factors");
            perLayer.factors().forEach((layer, factor) -> {
                layers.add(layer);
                factors.add(factor);
            });
        } else {
            node.put("kind", "constant");
        }
    }

    static Schedule read(JsonFields fields) {
        Schedule schedule = switch (fields.text("kind")) {
            case "constant" -> Schedule.constant();
            case "shared" -> Schedule.shared();
            case "kernel" ->
                Schedule.kernel(
                        fields.number("peak"),
                        fields.number("most"),
                        fields.number("least"),
                        fields.number("distance"));
            case "per layer" -> perLayer(fields);
            default -> throw fields.refusal("kind", "is not constant, shared, kernel or per layer.");
        };
        fields.requireAllRead();
        return schedule;
    }

    private static Schedule perLayer(JsonFields fields) {
        List<Integer> layers = EditJson.wholes(fields, "layers", fields.numbers("layers"));
        double[] factors = fields.numbers("factors");
        Map<Integer, Double> byLayer = new TreeMap<>();
        for (int i = 0; i < Math.min(layers.size(), factors.length); i++) {
            byLayer.put(layers.get(i), factors[i]);
        }
        if (byLayer.size() != layers.size() || byLayer.size() != factors.length) {
            throw fields.refusal("factors", "are not one for each layer of " + layers + ".");
        }
        return Schedule.perLayer(byLayer);
    }
}
