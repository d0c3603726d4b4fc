package dev.azimuth.intervention;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Edits that push. */
public final class Steering {
    private Steering() {}

    /**
     * Steering by addition: {@code x + λ·gap·v̂} where the direction was found (Turner et al., 2023, arXiv 2308.10248). At
     * strength 1 a text moves as far as the two classes lie apart; a negative one moves it the other way. Several layers
     * share the strength evenly. A text's first token, where the attention sink lives, is left alone unless {@link
     * AffineEdit#at} says otherwise.
     */
    public static AffineEdit steering(Direction direction) {
        INDArray step = Matrices.of(new float[][] {Vectors.scaled(direction.unit(), direction.gap())})
                .transpose();
        return AffineEdit.of(
                        "steering along " + direction.name(),
                        AffineMap.of(step, step.mul(0), Matrices.column(1)),
                        direction.site())
                .at(Positions.AFTER_FIRST)
                .scale(1);
    }
}
