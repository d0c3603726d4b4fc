package dev.azimuth.intervention;

import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Positions;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a condition reads of a prompt: the mean of its activations at one place, held against a direction. The first token,
 * where the attention sink lives, is left out unless {@link #at} says otherwise.
 */
public final class PromptReading {
    private final String name;
    private final HookName site;
    private final Positions positions;
    private final float[] unit;

    PromptReading(String name, HookName site, Positions positions, float[] unit) {
        this.name = name;
        this.site = site;
        this.positions = positions;
        this.unit = unit;
    }

    /** The mean over the prompt's tokens but the first, where {@code direction} was found. */
    public static PromptReading prompt(Direction direction) {
        return new PromptReading(direction.name(), direction.site(), Positions.AFTER_FIRST, direction.unit());
    }

    /** The mean over these tokens of the prompt; {@link Positions#last()} reads the last alone. */
    public PromptReading at(Positions chosen) {
        return new PromptReading(name, site, chosen, unit);
    }

    /** Read here instead. */
    public PromptReading in(HookName place) {
        return new PromptReading(name, place, positions, unit);
    }

    /** Holds where the cosine with the direction is above {@code threshold}. */
    public Condition cosineAbove(double threshold) {
        return new PromptCondition(this, Likeness.COSINE, threshold);
    }

    /** Holds where the coordinate along the direction is above {@code threshold}, in the units of the activations. */
    public Condition projectionAbove(double threshold) {
        return new PromptCondition(this, Likeness.PROJECTION, threshold);
    }

    /** Holds where CAST's similarity, {@code cos(x, tanh(ĉĉᵀx))}, is above {@code threshold}; it does not tell the direction from its opposite. */
    public Condition castAbove(double threshold) {
        return new PromptCondition(this, Likeness.CAST, threshold);
    }

    String name() {
        return name;
    }

    HookName site() {
        return site;
    }

    Positions positions() {
        return positions;
    }

    float[] unit() {
        return unit.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PromptReading that
                && name.equals(that.name)
                && site.equals(that.site)
                && positions.toString().equals(that.positions.toString())
                && Arrays.equals(unit, that.unit);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, site, Arrays.hashCode(unit));
    }

    @Override
    public String toString() {
        return "the prompt's mean " + positions + " at " + site + " along " + name;
    }
}
