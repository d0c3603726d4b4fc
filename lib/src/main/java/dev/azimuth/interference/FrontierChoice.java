package dev.azimuth.interference;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The choices that make an edit.
 *
 * @param arm the name of its arm, without gate
 * @param gate the share of benign rows that is left alone; empty for none
 * @param layers where it acts, in the order of the pass
 * @param strength λ
 */
public record FrontierChoice(String arm, OptionalDouble gate, List<Integer> layers, double strength) {
    /** Copies the layers; refuses none at all. */
    public FrontierChoice {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException(arm + " in no layer. Name at least one.");
        }
        CollateralMap.requireShare(gate);
    }

    /** The same at another strength. */
    public FrontierChoice strength(double other) {
        return new FrontierChoice(arm, gate, layers, other);
    }

    /** All but the strength: choices that share it lie on one curve. */
    public String family() {
        return arm
                + CollateralArm.gateName(gate)
                + layers.stream().map(Object::toString).collect(Collectors.joining(", ", " in layer ", ""));
    }

    @Override
    public String toString() {
        return family() + " at strength " + strength;
    }
}
