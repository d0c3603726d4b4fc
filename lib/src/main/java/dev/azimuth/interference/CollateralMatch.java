package dev.azimuth.interference;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * An edit at the strength at which it removes as much of the concept as others do.
 *
 * @param arm how it was made
 * @param wanted the share of the class gap it was to remove
 * @param strength λ
 * @param removal the share that it removes
 * @param validation the divergence on neutral prompts to choose by
 * @param divergences of each neutral prompt to report
 */
record CollateralMatch(
        String arm, double wanted, double strength, Estimate removal, Estimate validation, List<Double> divergences) {
    CollateralMatch {
        divergences = List.copyOf(divergences);
    }

    /** How near a removal must come to what was wanted. */
    static final double TOLERANCE = 0.03;

    private static final double STRONGEST = 4;

    /** Below this share at full strength an edit removes nothing worth scaling up. */
    private static final double NOTHING = 0.05;

    /** Looks for the strength by secants, on the test pairs; where there is none, the divergences are those of strength 1. */
    static CollateralMatch of(CollateralBench bench, CollateralArm arm, double wanted, int... layers) {
        CollateralEdit edit = bench.edit(arm, layers);
        double below = 0;
        double belowRemoval = 0;
        double strength = 1;
        Estimate removal = bench.removal(edit, true);
        double whole = removal.value();
        Estimate atWhole = removal;
        for (int tries = 0; whole > NOTHING && tries < 3 && Math.abs(removal.value() - wanted) > TOLERANCE; tries++) {
            double slope = (removal.value() - belowRemoval) / (strength - below);
            below = strength;
            belowRemoval = removal.value();
            double next = strength + (wanted - removal.value()) / slope;
            strength = Math.min(STRONGEST, Math.max(0.05, Double.isFinite(next) ? next : STRONGEST));
            removal = bench.removal(edit.strength(strength), true);
        }
        if (Math.abs(removal.value() - wanted) > TOLERANCE) {
            strength = 1;
            removal = atWhole;
        }
        CollateralEdit matched = edit.strength(strength);
        return new CollateralMatch(
                arm.name(),
                wanted,
                strength,
                removal,
                bench.divergence(matched, false),
                DoubleStream.of(bench.divergences(matched, true)).boxed().toList());
    }

    /** The divergence on neutral prompts to report. */
    Estimate test() {
        return Bootstrap.mean(
                divergences.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** This divergence over that of {@code base}, on the same prompts, with an interval over them. */
    Estimate ratio(CollateralMatch base) {
        return Bootstrap.estimate(divergences.size(), drawn -> sum(drawn) / base.sum(drawn));
    }

    private double sum(int[] drawn) {
        return IntStream.of(drawn).mapToDouble(divergences::get).sum();
    }

    /** Whether it removes as much as was wanted; otherwise its divergence says nothing. */
    boolean reached() {
        return Math.abs(removal.value() - wanted) <= TOLERANCE;
    }

    /** In words, the removal beside the damage. */
    String verdict() {
        String numbers = String.format(
                Locale.ROOT, "removes %.0f %% at strength %.2f, KL %s", 100 * removal.value(), strength, test());
        if (reached()) {
            return numbers;
        }
        return removal.value() <= NOTHING
                ? "FAILED: " + numbers + ". It removes nothing, so that its small damage means nothing"
                        + (arm.contains("gate") ? "; its gate stays shut where the concept is. Lower the gate." : ".")
                : "not reached: " + numbers + String.format(Locale.ROOT, ", where %.0f %% was wanted.", 100 * wanted);
    }
}
