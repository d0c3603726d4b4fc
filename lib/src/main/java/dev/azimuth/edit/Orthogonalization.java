package dev.azimuth.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.direction.Direction;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.model.WeightEdit;

/**
 * Weight orthogonalization (Arditi et al., 2024, arXiv 2406.11717): every matrix that writes to the residual stream loses
 * its part along a direction, {@code W − v̂v̂ᵀW}, so that no layer can move the stream along it. It does to the weights
 * what {@link dev.azimuth.intervention.Ablation} does to activations.
 */
public final class Orthogonalization implements WeightEdit {
    private final Direction direction;

    private Orthogonalization(Direction direction) {
        this.direction = direction;
    }

    /** The edit that takes {@code direction} out of a model. */
    public static Orthogonalization orthogonalize(Direction direction) {
        return new Orthogonalization(direction);
    }

    /** The direction that is taken out. */
    public Direction direction() {
        return direction;
    }

    @Override
    public boolean changes(WeightName weight, ModelConfig config) {
        return weight.kind().writesToResidualStream();
    }

    @Override
    public NDArray apply(WeightName name, NDArray weight) {
        direction.requireWidth(
                name.kind() == WeightName.Kind.EMBED
                        ? weight.getShape().get(1)
                        : weight.getShape().get(0));
        NDArray column = weight.getManager().create(direction.unit()).reshape(new Shape(-1, 1));
        return name.kind() == WeightName.Kind.EMBED
                ? weight.subi(weight.matMul(column).matMul(column.transpose())) // rows write: [d_vocab, d_model]
                : weight.subi(column.matMul(column.transpose().matMul(weight))); // columns write: [d_model, in]
    }

    @Override
    public String toString() {
        return "orthogonalized to " + direction.name() + " (" + direction.method() + ", layer " + direction.layer()
                + ")";
    }
}
