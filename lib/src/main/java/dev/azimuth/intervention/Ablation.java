package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;

/**
 * Directional ablation: {@code x − v̂v̂ᵀx} of everything that is written to the residual stream, so that the stream never
 * moves along the direction (Arditi et al., 2024, arXiv 2406.11717).
 */
public final class Ablation implements Intervention {
    private final Direction direction;
    private final Positions positions;

    private Ablation(Direction direction, Positions positions) {
        this.direction = direction;
        this.positions = positions;
    }

    /** Removes {@code direction} at every token. */
    public static Ablation ablation(Direction direction) {
        return new Ablation(direction, Positions.ALL);
    }

    /** Only at these tokens. */
    public Ablation at(Positions chosen) {
        return new Ablation(direction, chosen);
    }

    @Override
    public HookFilter where() {
        return name -> name.point() == HookPoint.EMBED
                || name.equals(HookName.residPre(0)) // learned positions are added after the embedding
                || name.point() == HookPoint.ATTN_OUT
                || name.point() == HookPoint.MLP_OUT;
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        direction.requireWidth(activation.getShape().get(2));
        NDArray column = activation.getManager().create(direction.unit()).reshape(new Shape(-1, 1));
        NDArray along = activation.matMul(column).matMul(column.transpose());
        return positions.choose(activation, activation.sub(along), site);
    }

    @Override
    public String toString() {
        return "ablation of " + direction.name() + (positions == Positions.ALL ? "" : " " + positions);
    }
}
