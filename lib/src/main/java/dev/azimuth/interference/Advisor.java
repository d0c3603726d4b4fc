package dev.azimuth.interference;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses one edit by validation data and measures it on test data, once: again gives the logged numbers. */
final class Advisor {
    private Advisor() {}

    static Advice advise(
            FrontierBench bench,
            List<FrontierTrial> trials,
            Map<String, Double> budgets,
            CollateralLog log,
            double effect) {
        FrontierTrial chosen = trials.stream()
                .filter(trial -> trial.effect() >= effect)
                .filter(trial -> trial.score().exceeded(budgets).isEmpty())
                .min(Comparator.comparingDouble(FrontierTrial::collateral))
                .orElseThrow(() -> new IllegalStateException(none(trials, budgets, effect)));
        FrontierTrial tested = FrontierTrial.of(bench, log, chosen.choice(), FrontierBench.Part.TEST);
        Set<CollateralGuarantee> guarantees = bench instanceof CollateralFrontierBench collateral
                ? collateral.edit(chosen.choice()).guarantees()
                : EnumSet.noneOf(CollateralGuarantee.class);
        return new Advice(chosen.choice(), effect, chosen.score(), tested.score(), budgets, guarantees, bench);
    }

    private static String none(List<FrontierTrial> trials, Map<String, Double> budgets, double effect) {
        double largest =
                trials.stream().mapToDouble(FrontierTrial::effect).max().orElse(0);
        List<FrontierTrial> enough =
                trials.stream().filter(trial -> trial.effect() >= effect).toList();
        if (enough.isEmpty()) {
            return "None of " + trials.size() + " edits has an effect of " + effect + "; the largest is " + largest
                    + ". Try larger strengths or more layers, or ask for less.";
        }
        return "All " + enough.size() + " edits with an effect of " + effect
                + " move a protected feature beyond its budget, "
                + enough.stream()
                        .map(trial -> trial.score().exceeded(budgets).orElse(""))
                        .distinct()
                        .sorted()
                        .toList()
                + ". Raise that budget, or ask for less.";
    }
}
