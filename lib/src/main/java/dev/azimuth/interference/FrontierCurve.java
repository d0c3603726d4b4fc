package dev.azimuth.interference;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Effect and collateral of one edit at growing strengths, and what lies between those that were tried. */
final class FrontierCurve {
    private FrontierCurve() {}

    /**
     * The collateral where the effect first reaches {@code wanted}, interpolated between the strengths on either side; NaN
     * where it never does.
     *
     * @param trials at growing strengths, the first of which has the least effect
     */
    static <T> double at(List<T> trials, ToDoubleFunction<T> effect, ToDoubleFunction<T> collateral, double wanted) {
        for (int i = 0; i < trials.size(); i++) {
            double reached = effect.applyAsDouble(trials.get(i));
            double cost = collateral.applyAsDouble(trials.get(i));
            if (reached >= wanted) {
                if (i == 0) {
                    return cost;
                }
                double before = effect.applyAsDouble(trials.get(i - 1));
                double cheaper = collateral.applyAsDouble(trials.get(i - 1));
                return cheaper + (wanted - before) / (reached - before) * (cost - cheaper);
            }
        }
        return Double.NaN;
    }
}
