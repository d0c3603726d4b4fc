package dev.azimuth.intervention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.direction.JsonFields;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Vectors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One edit as JSON, but for the matrices. Read as what a stranger sent: every field is needed, known and checked. */
final class EditJson {
    private static final double UNIT = 1e-4; // how far from 1 a norm may be: float32's rounding and more

    private EditJson() {}

    static void write(PlacedEdit<?> edit, int number, ObjectNode node, EditTensors.Written tensors) {
        Placement placed = edit.placement();
        node.put("name", JsonFields.checked("edit's name", edit.name()));
        if (edit instanceof AffineEdit affine) {
            node.put("kind", "affine");
            GateJson.write(affine.gate(), node.putObject("gate"));
            tensors.add(number, affine.map());
        } else if (edit instanceof VectorField field && field.field() instanceof Turn turn) {
            node.put("kind", "turn").put("radians", turn.radians());
            putVector(node, "towards", turn.unit());
        } else {
            throw new IllegalArgumentException("The edit " + edit.name() + " is a function of Java, which no file can"
                    + " hold. What is linear in the activation can be saved as AffineMap.adding(matrix).");
        }
        node.put(
                "at",
                readable(
                        edit,
                        placed.places().where().label(),
                        label -> Places.labelled(label).label()));
        if (!placed.places().layers().isEmpty()) {
            ArrayNode layers = node.putArray("layers");
            placed.places().layers().forEach(layers::add);
        }
        node.put(
                "tokens",
                readable(
                        edit,
                        placed.positions().toString(),
                        text -> Positions.described(text).toString()));
        node.put("strength", placed.strength());
        ScheduleJson.write(placed.schedule(), node.putObject("schedule"));
        node.put("keeps_norm", placed.keepsNorm());
        if (placed.condition() != null) {
            ConditionJson.write(placed.condition(), node.putObject("when"));
        }
    }

    /** What is read back of a text; a place or positions made by other code have no name that could be. */
    private static String readable(PlacedEdit<?> edit, String text, UnaryOperator<String> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The edit " + edit.name() + " cannot be saved. " + e.getMessage(), e);
        }
    }

    static PlacedEdit<?> read(Path file, JsonFields fields, int number, EditTensors tensors) {
        try {
            PlacedEdit<?> edit = edit(fields, number, tensors);
            fields.requireAllRead();
            return edit;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file.getFileName() + ": edit " + number + ": " + e.getMessage(), e);
        }
    }

    private static PlacedEdit<?> edit(JsonFields fields, int number, EditTensors tensors) {
        String name = fields.text("name");
        Placement placed = placement(fields);
        String kind = fields.text("kind");
        return switch (kind) {
            case "affine" -> AffineEdit.of(name, tensors.map(number), GateJson.read(fields.object("gate")), placed);
            case "turn" -> VectorField.of(name, new Turn(unit(fields, "towards"), fields.number("radians")), placed);
            default -> throw fields.refusal("kind", "is not affine or turn. A newer Azimuth may read it.");
        };
    }

    private static Placement placement(JsonFields fields) {
        HookFilter where = Places.labelled(fields.text("at"));
        Optional<double[]> layers = fields.find("layers", JsonFields::numbers);
        Places places = Places.of(where);
        if (layers.isPresent()) {
            places = places.inLayers(wholes(fields, "layers", layers.get()));
        }
        return new Placement(
                places,
                Positions.described(fields.text("tokens")),
                fields.number("strength"),
                ScheduleJson.read(fields.object("schedule")),
                fields.flag("keeps_norm"),
                fields.find("when", JsonFields::object).map(ConditionJson::read).orElse(null));
    }

    static List<Integer> wholes(JsonFields fields, String key, double[] numbers) {
        if (Arrays.stream(numbers).anyMatch(each -> each != (int) each)) {
            throw fields.refusal(key, "holds what is not a whole number.");
        }
        return Arrays.stream(numbers).mapToObj(each -> (int) each).toList();
    }

    static void putVector(ObjectNode node, String key, float[] vector) {
        ArrayNode array = node.putArray(key);
        for (float each : vector) {
            array.add((double) each); // exact, and read back exactly
        }
    }

    static float[] vector(JsonFields fields, String key) {
        double[] numbers = fields.numbers(key);
        float[] vector = new float[numbers.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) numbers[i];
        }
        return vector;
    }

    /** A vector of length 1. */
    static float[] unit(JsonFields fields, String key) {
        float[] vector = vector(fields, key);
        if (!(Math.abs(Vectors.norm(vector) - 1) < UNIT)) {
            throw fields.refusal(key, "has the norm " + Vectors.norm(vector) + ", but a direction has 1.");
        }
        return vector;
    }
}
