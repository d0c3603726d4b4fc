package dev.azimuth.intervention;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Edits that turn rows and keep their length. A text's first token, where the attention sink lives, is left alone unless
 * {@code at(…)} says otherwise.
 */
public final class Rotation {
    private Rotation() {}

    /**
     * Turns what lies in the plane of two directions by an angle, from the first towards the second: {@code x − Q(I −
     * R)Qᵀx}, an affine edit of rank 2, where the second direction was found. The angle says how far; at another strength
     * than 1 it is no rotation.
     */
    public static AffineEdit rotation(Direction from, Direction to, double radians) {
        if (!Double.isFinite(radians)) {
            throw new IllegalArgumentException(
                    "Nothing can be turned by " + radians + " radians. Give a finite angle.");
        }
        float[] second = to.orthogonalTo(from).unit(); // refuses parallel ones
        INDArray plane = Matrices.of(new float[][] {from.unit(), second}).transpose(); // Q, [d, 2]
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        INDArray lost = Nd4j.createFromArray(new double[][] {{1 - cos, sin}, {-sin, 1 - cos}}); // I − R
        AffineMap map =
                AffineMap.about(Nd4j.zeros(plane.dataType(), plane.rows()), plane, plane.mmul(lost.transpose()));
        return AffineEdit.of("rotation from " + from.name() + " to " + to.name(), map, to.site())
                .at(Positions.AFTER_FIRST);
    }

    /**
     * Turns each row towards a direction by an angle, where the direction was found; a row that is nearer stops at it. The
     * plane is each row's own, so that this is no affine edit. The strength multiplies the angle.
     *
     * @param radians below 0 turns away
     */
    public static VectorField rotationTowards(Direction direction, double radians) {
        return VectorField.of(
                        "rotation towards " + direction.name(),
                        new Turn(Vectors.unit(direction.unit()), radians),
                        Placement.of(direction.site()))
                .at(Positions.AFTER_FIRST);
    }
}
