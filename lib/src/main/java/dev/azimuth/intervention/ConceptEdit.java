package dev.azimuth.intervention;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Edits that give a concept a value: every token has it, however much it had before. A text's first token, where the
 * attention sink lives, is left alone unless {@link AffineEdit#at} says otherwise.
 */
public final class ConceptEdit {
    private ConceptEdit() {}

    /** {@code x − v̂(v̂ᵀx − value)} where the direction was found: its coordinate is {@code value}, in the units of the activations. */
    public static AffineEdit clamp(Direction direction, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    direction.name() + " cannot be clamped to " + value + ". Give a finite coordinate.");
        }
        INDArray column = Matrices.of(new float[][] {direction.unit()}).transpose();
        return AffineEdit.of(
                        direction.name() + " clamped to " + value,
                        AffineMap.of(column, column, Matrices.column(value)),
                        direction.site())
                .at(Positions.AFTER_FIRST);
    }

    /**
     * Affine concept editing (ACE: Marshall et al., 2024, arXiv 2411.09003), {@code x − v̂v̂ᵀ(x − μ₀)}: what lies along the
     * direction becomes what it is where the concept is absent.
     *
     * @param absent μ₀, the mean of activations without the concept, {@code [d_model]}
     */
    public static AffineEdit affineConceptEdit(Direction direction, float[] absent) {
        return affineConceptEdit(direction, absent, 0);
    }

    /** The same with {@code present} gaps added: at 1 it becomes what it is where the concept is present. */
    public static AffineEdit affineConceptEdit(Direction direction, float[] absent, double present) {
        double value = Vectors.dot(direction.unit(), absent) + present * direction.gap();
        return clamp(direction, value)
                .named("affine concept edit of " + direction.name()
                        + (present == 0 ? "" : ", plus " + present + " gaps"));
    }
}
