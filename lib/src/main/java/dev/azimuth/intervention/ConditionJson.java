package dev.azimuth.intervention;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.direction.JsonFields;
import dev.azimuth.hook.Positions;
import java.util.Arrays;
import java.util.Locale;

/** Conditions as JSON. The reader of JSON bounds how deeply they are nested. */
final class ConditionJson {
    private ConditionJson() {}

    static void write(Condition condition, ObjectNode node) {
        if (condition instanceof PromptCondition prompt) {
            node.put("kind", name(prompt.likeness())).put("above", prompt.threshold());
            write(prompt.reading(), node);
        } else if (condition instanceof Condition.Not not) {
            node.put("kind", "not");
            write(not.condition(), node.putObject("of"));
        } else if (condition instanceof Condition.Both both) {
            node.put("kind", "and");
            write(both.first(), node.putObject("first"));
            write(both.second(), node.putObject("second"));
        } else if (condition instanceof Condition.Either either) {
            node.put("kind", "or");
            write(either.first(), node.putObject("first"));
            write(either.second(), node.putObject("second"));
        }
    }

    private static void write(PromptReading reading, ObjectNode node) {
        node.put("name", JsonFields.checked("condition's name", reading.name()));
        node.put("site", reading.site().toString());
        String tokens = reading.positions().toString();
        node.put("tokens", Positions.described(tokens).toString()); // refuses what could not be read back
        EditJson.putVector(node, "direction", reading.unit());
    }

    static Condition read(JsonFields fields) {
        String kind = fields.text("kind");
        Condition condition = switch (kind) {
            case "not" -> read(fields.object("of")).not();
            case "and" -> read(fields.object("first")).and(read(fields.object("second")));
            case "or" -> read(fields.object("first")).or(read(fields.object("second")));
            default -> prompt(fields, kind);
        };
        fields.requireAllRead();
        return condition;
    }

    private static Condition prompt(JsonFields fields, String kind) {
        Likeness likeness = Arrays.stream(Likeness.values())
                .filter(each -> name(each).equals(kind))
                .findFirst()
                .orElseThrow(() -> fields.refusal("kind", "is not and, or, not, cosine, projection or cast."));
        PromptReading reading = new PromptReading(
                fields.text("name"),
                fields.site("site"),
                Positions.described(fields.text("tokens")),
                EditJson.unit(fields, "direction"));
        return new PromptCondition(reading, likeness, fields.number("above"));
    }

    private static String name(Likeness likeness) {
        return likeness.name().toLowerCase(Locale.ROOT);
    }
}
