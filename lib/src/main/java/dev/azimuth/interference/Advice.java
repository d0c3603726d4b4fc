package dev.azimuth.interference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The edit that is recommended, why, what it did on test data, and what it guarantees.
 *
 * @param choice the edit
 * @param wanted the effect that was asked for
 * @param validation what it was chosen for
 * @param test what it does on data that nothing was chosen by
 * @param budgets how far each protected feature may move
 * @param guarantees what holds by its algebra
 * @param bench where it was judged
 */
public record Advice(
        FrontierChoice choice,
        double wanted,
        FrontierScore validation,
        FrontierScore test,
        Map<String, Double> budgets,
        Set<CollateralGuarantee> guarantees,
        FrontierBench bench) {
    /** Copies what can be changed. */
    public Advice {
        budgets = Map.copyOf(budgets);
        guarantees = Collections.unmodifiableSet(
                guarantees.isEmpty() ? EnumSet.noneOf(CollateralGuarantee.class) : EnumSet.copyOf(guarantees));
    }

    /** Whether the effect that was asked for, and every budget, hold on test data too. */
    public boolean holds() {
        return test.effect().value() >= wanted && test.exceeded(budgets).isEmpty();
    }

    /** In sentences. */
    public List<String> sentences() {
        List<String> all = new ArrayList<>();
        all.add("Recommended: " + choice + ", the cheapest on validation data of those whose " + bench.effectName()
                + " is " + wanted + " or more.");
        all.add("On test data: " + bench.effectName() + " " + test.effect() + ", " + bench.collateralName() + " "
                + test.collateral() + ".");
        if (test.effect().value() < wanted) {
            all.add(
                    test.effect().high() < wanted
                            ? "That is less than was asked for, and not by chance."
                            : "That is less than was asked for, by no more than chance may do.");
        }
        Optional<String> exceeded = test.exceeded(budgets);
        exceeded.ifPresent(feature -> all.add("On test data it moves " + feature + " by "
                + test.displacement().get(feature) + " class gaps, beyond its budget of " + budgets.get(feature)
                + "."));
        if (exceeded.isEmpty() && !budgets.isEmpty()) {
            all.add("Every budget holds on test data.");
        }
        guarantees.forEach(each -> all.add(each.sentence() + "."));
        all.add(
                guarantees.contains(CollateralGuarantee.GATED)
                        ? "It cannot be folded into weights, since a gate is not linear."
                        : "It acts on the stream while the model runs; it is not in the weights.");
        return all;
    }

    @Override
    public String toString() {
        return sentences().stream().collect(Collectors.joining("\n"));
    }
}
