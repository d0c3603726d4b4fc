package dev.azimuth.direction;

import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Vectors;
import java.util.Optional;

/** Directions made from two others, with a method that says how. Nothing measured of those two holds for them. */
final class Combination {
    private static final double NOTHING_LEFT = 1e-3;
    private static final double NEARLY_PARALLEL = 1e-4; // radians: the arc is its chord to rounding

    private Combination() {}

    /** {@code gap·v + gap'·v'}, at the site of the first. */
    static Direction sum(Direction a, Direction b) {
        requireOneModel(a, b);
        float[] sum = Vectors.plus(Vectors.scaled(a.unit(), a.gap()), b.gap(), b.unit());
        double gap = Vectors.norm(sum);
        if (gap < NOTHING_LEFT * (a.gap() + b.gap())) {
            throw new IllegalArgumentException(
                    a.name() + " and " + b.name() + " cancel each other; nothing would be left of their sum.");
        }
        return Direction.of(a.name() + " + " + b.name(), "sum of " + a + " and " + b, a.site(), sum, gap)
                .with(a.provenance().derived());
    }

    /**
     * On the great circle between the unit vectors, where {@code layer} lies between the layers: straight interpolation
     * would hurry through the middle. The gap in proportion, as norms of the residual stream grow by factors.
     */
    static Direction between(Direction a, Direction b, int layer) {
        requireOneModel(a, b);
        boolean within = layer >= Math.min(a.layer(), b.layer()) && layer <= Math.max(a.layer(), b.layer());
        if (a.site().point() != b.site().point() || a.layer() == b.layer() || !within) {
            throw new IllegalArgumentException("No direction of layer " + layer + " lies between " + a.site() + " and "
                    + b.site() + ". Give two layers of one hook point, and a layer between them.");
        }
        double share = (double) (layer - a.layer()) / (b.layer() - a.layer());
        float[] vector = onArc(a, b, share);
        double gap = Math.pow(a.gap(), 1 - share) * Math.pow(b.gap(), share);
        String name = a.name().equals(b.name()) ? a.name() : a.name() + " to " + b.name();
        HookName site = a.site().point().at(layer);
        return Direction.of(name, "interpolated between " + a + " and " + b, site, vector, gap)
                .with(a.provenance().derived());
    }

    private static float[] onArc(Direction a, Direction b, double share) {
        double apart = Vectors.norm(Vectors.plus(a.unit(), -1, b.unit()));
        double together = Vectors.norm(Vectors.plus(a.unit(), 1, b.unit()));
        if (together < NOTHING_LEFT) {
            throw new IllegalArgumentException(a + " and " + b + " point in opposite directions; no arc between them is"
                    + " shortest. Negate one of them.");
        }
        double angle = 2 * Math.atan2(apart, together);
        double first = angle < NEARLY_PARALLEL ? 1 - share : Math.sin((1 - share) * angle);
        double second = angle < NEARLY_PARALLEL ? share : Math.sin(share * angle);
        return Vectors.plus(Vectors.scaled(a.unit(), first), second, b.unit());
    }

    private static void requireOneModel(Direction a, Direction b) {
        b.requireWidth(a.unit().length);
        Optional<String> model = a.provenance().model();
        Optional<String> other = b.provenance().model();
        if (model.isPresent() && other.isPresent() && !model.equals(other)) {
            throw new IllegalArgumentException(a.name() + " was found in " + model.get() + ", but " + b.name() + " in "
                    + other.get() + ". What is read in one model says nothing of another.");
        }
    }
}
