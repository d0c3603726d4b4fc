package dev.azimuth.interference;

import dev.azimuth.tensor.Estimate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an edit achieves and what it costs.
 *
 * @param effect on the target; more is better
 * @param collateral to all else; less is better
 * @param displacement of each protected feature, held against its budget
 */
public record FrontierScore(Estimate effect, Estimate collateral, Map<String, Double> displacement) {
    /** Copies the displacements, in their order. */
    public FrontierScore {
        displacement = Collections.unmodifiableMap(new LinkedHashMap<>(displacement));
    }

    /** The first protected feature that is moved further than its budget allows. */
    Optional<String> exceeded(Map<String, Double> budgets) {
        return budgets.entrySet().stream()
                .filter(budget -> !(displacement.getOrDefault(budget.getKey(), Double.NaN) <= budget.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether {@code other} is at least as good in both, and better in one. */
    boolean isDominatedBy(FrontierScore other) {
        double more = other.effect.value() - effect.value();
        double less = collateral.value() - other.collateral.value();
        return more >= 0 && less >= 0 && (more > 0 || less > 0);
    }
}
