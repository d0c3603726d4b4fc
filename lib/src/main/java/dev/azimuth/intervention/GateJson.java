package dev.azimuth.intervention;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.direction.JsonFields;

/** Gates as JSON. */
final class GateJson {
    private GateJson() {}

    static void write(Gate gate, ObjectNode node) {
        if (gate instanceof Gate.Above above) {
            node.put("kind", "above").put("threshold", above.threshold());
        } else if (gate instanceof Gate.Soft soft) {
            node.put("kind", "soft").put("threshold", soft.threshold()).put("width", soft.width());
        } else if (gate instanceof Guard guard) {
            node.put("kind", guard.opens() ? "only if" : "unless").put("threshold", guard.threshold());
            node.put("name", JsonFields.checked("detector's name", guard.name()));
            EditJson.putVector(node, "detector", guard.detector());
            write(guard.gate(), node.putObject("gate"));
        } else {
            node.put("kind", "open");
        }
    }

    static Gate read(JsonFields fields) {
        String kind = fields.text("kind");
        Gate gate = switch (kind) {
            case "open" -> Gate.open();
            case "above" -> Gate.above(fields.number("threshold"));
            case "soft" -> Gate.soft(fields.number("threshold"), fields.number("width"));
            case "unless", "only if" ->
                new Guard(
                        read(fields.object("gate")),
                        fields.text("name"),
                        EditJson.unit(fields, "detector"),
                        fields.number("threshold"),
                        kind.equals("only if"));
            default -> throw fields.refusal("kind", "is not open, above, soft, unless or only if.");
        };
        fields.requireAllRead();
        return gate;
    }
}
