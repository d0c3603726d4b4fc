package dev.azimuth.edit;

import static dev.azimuth.intervention.Ablation.ablation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.direction.Direction;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.model.WeightEdit;

/**
 * Weight orthogonalization (Arditi et al., 2024, arXiv 2406.11717): every matrix that writes to the residual stream loses
 * its part along a direction, {@code W − v̂v̂ᵀW}, so that no layer can move the stream along it. It does to the weights
 * what {@link dev.azimuth.intervention.Ablation#ablation} does to activations.
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
        if (!config.writesUnnormed()) {
            throw new IllegalArgumentException("No direction can be taken out of the weights of a " + config.family()
                    + " model exactly: a norm between its output projections and the residual stream rescales every"
                    + " dimension. Use model.with(ablation(direction)), which acts on the activations.");
        }
        return weight.kind().writesToResidualStream();
    }

    @Override
    public NDArray apply(WeightName name, NDArray weight) {
        Shape shape = weight.getShape();
        direction.requireWidth(shape.get(name.kind().writesRows() ? shape.dimension() - 1 : 0));
        return new WriterChange(ablation(direction).map(), 1, 0).apply(name, weight);
    }

    @Override
    public String toString() {
        return "orthogonalized to " + direction.name() + " (" + direction.method() + ", layer " + direction.layer()
                + ")";
    }
}
