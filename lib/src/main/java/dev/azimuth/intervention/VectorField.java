package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Scalars;
import java.util.function.UnaryOperator;

/**
 * A change that depends on each token's own activation in any way: {@code x' = x + λ·F(x)}. A linear field, such as
 * AlphaSteer's (Sheng et al., 2025, arXiv 2506.07022), is an {@link AffineEdit} of the map {@link
 * dev.azimuth.direction.AffineMap#adding}.
 */
public final class VectorField extends PlacedEdit<VectorField> {
    /** What rows become. */
    interface Field {
        NDArray changed(NDArray rows, double strength);
    }

    private final Field field;

    private VectorField(String name, Field field, Placement placement) {
        super(name, placement);
        this.field = field;
    }

    /**
     * The field F, called {@code name}, at {@code where} and at every token.
     *
     * @param field gives what is added to each row of {@code [batch, pos, d]}, in the same shape; it must treat each row by
     *     itself, since batches are padded
     */
    public static VectorField of(String name, HookFilter where, UnaryOperator<NDArray> field) {
        Field adding = (rows, strength) -> {
            NDArray added = field.apply(rows);
            if (!added.getShape().equals(rows.getShape())) {
                throw new IllegalArgumentException("The field " + name + " gave the shape " + added.getShape()
                        + " for rows of " + rows.getShape() + ". Return one vector a row.");
            }
            return rows.add(Scalars.times(added, strength));
        };
        return new VectorField(name, adding, Placement.of(where));
    }

    static VectorField of(String name, Field field, Placement placement) {
        return new VectorField(name, field, placement);
    }

    Field field() {
        return field;
    }

    @Override
    VectorField with(String called, Placement placed) {
        return new VectorField(called, field, placed);
    }

    @Override
    NDArray changed(NDArray rows, HookName place, double strength) {
        return field.changed(rows, strength);
    }

    @Override
    String formula() {
        return field instanceof Turn turn ? turn.toString() : "vector field";
    }
}
