package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;

/**
 * Steering by addition: {@code x + s·gap·v̂} in the residual stream of chosen layers (Turner et al., 2023, arXiv
 * 2308.10248). At scale 1 a text moves as far as the two classes lie apart; a negative scale moves it the other way. A
 * text's first token, where the attention sink lives, is left alone unless {@link #at} says otherwise.
 */
public final class Steering implements Intervention {
    private final Direction direction;
    private final double scale;
    private final int firstLayer;
    private final int lastLayer;
    private final Positions positions;

    private Steering(Direction direction, double scale, int firstLayer, int lastLayer, Positions positions) {
        this.direction = direction;
        this.scale = scale;
        this.firstLayer = firstLayer;
        this.lastLayer = lastLayer;
        this.positions = positions;
    }

    /** Steering along {@code direction}, where it was found, by one class gap. */
    public static Steering steering(Direction direction) {
        return new Steering(direction, 1, direction.layer(), direction.layer(), Positions.AFTER_FIRST);
    }

    /** By this many class gaps in total, shared evenly by the layers. */
    public Steering scale(double gaps) {
        return new Steering(direction, gaps, firstLayer, lastLayer, positions);
    }

    /** In these layers, both included, at the point where it was found. */
    public Steering layers(int first, int last) {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("The layers go from " + first + " to " + last
                    + "; the first must be 0 or more and the last no less.");
        }
        return new Steering(direction, scale, first, last, positions);
    }

    /** At these tokens, such as {@link Positions#generated()}. */
    public Steering at(Positions chosen) {
        return new Steering(direction, scale, firstLayer, lastLayer, chosen);
    }

    @Override
    public HookFilter where() {
        return name ->
                name.point() == direction.site().point() && name.layer() >= firstLayer && name.layer() <= lastLayer;
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        direction.requireWidth(activation.getShape().get(2));
        NDArray step = activation.getManager().create(direction.unit());
        double length = scale * direction.gap() / (lastLayer - firstLayer + 1);
        return positions.choose(activation, activation.add(step.muli((float) length)), site);
    }

    @Override
    public String toString() {
        return "steering along " + direction.name() + " by " + scale + " gaps in layers " + firstLayer + "–" + lastLayer
                + (positions == Positions.AFTER_FIRST ? "" : " " + positions);
    }
}
