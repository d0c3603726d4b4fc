package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * The interventions of one pass, in the order in which they act. It belongs to that pass alone, so nothing can be left
 * behind and threads cannot see each other's.
 */
public final class Hooks {
    private final List<Intervention> interventions;
    private final PassTokens tokens;

    /** The interventions of the pass that reads {@code tokens}. */
    public Hooks(List<Intervention> interventions, PassTokens tokens) {
        this.interventions = interventions.stream().map(Intervention::begin).toList();
        this.tokens = tokens;
    }

    /** Whether anything acts at {@code point} of {@code layer}; what nobody looks at need not be computed. */
    public boolean any(HookPoint point, int layer) {
        return !interventions.isEmpty() && !at(new HookName(point, layer)).isEmpty();
    }

    /** The activation after all that act on it; {@code activation} itself where nothing does. */
    public NDArray fire(HookPoint point, int layer, NDArray activation) {
        if (interventions.isEmpty()) {
            return activation;
        }
        HookName name = new HookName(point, layer);
        NDArray current = activation;
        for (Intervention intervention : at(name)) {
            NDArray next = intervention.apply(current, new HookSite(name, tokens));
            requireShape(intervention, name, activation, next);
            current = next;
        }
        return current;
    }

    static void requireShape(Object intervention, HookName name, NDArray given, NDArray returned) {
        if (!returned.getShape().equals(given.getShape())) {
            throw new IllegalArgumentException("The " + intervention + " returned shape " + returned.getShape() + " at "
                    + name + ", where " + given.getShape() + " was given. Return an array of the same shape.");
        }
    }

    private List<Intervention> at(HookName name) {
        List<Intervention> acting = new ArrayList<>();
        for (Intervention intervention : interventions) {
            if (intervention.where().matches(name)) {
                acting.add(intervention);
            }
        }
        return acting;
    }
}
