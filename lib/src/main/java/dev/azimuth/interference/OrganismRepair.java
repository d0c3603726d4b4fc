package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.discovery.AttentionSink;
import dev.azimuth.discovery.PairedRows;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Metric;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.PromptEnds;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.intervention.Gate;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import dev.azimuth.reft.OrganismRefusals;
import dev.azimuth.reft.Organisms;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The trial of edits on a model in which false refusals were planted beside true ones: each arm takes the false refusals
 * out, at the strength at which all remove the same share of them, while true refusals are protected. What the model was
 * before the false ones were planted is the oracle, so that the distance to it is all that the repair leaves and breaks.
 *
 * <p>The direction is that of the falsely refused requests against neutral prompts, which are answered; what is protected is
 * that of the truly refused ones.
 */
public final class OrganismRepair {
    private static final double TOLERANCE = 0.03;
    private static final double STRONGEST = 4;
    private static final int TRIES = 7;

    private final HookedTransformer oracle;
    private final HookedTransformer organism;
    private final HookName site;
    private final Split<Prompts> falsely;
    private final Split<Prompts> truly;
    private final Split<Prompts> neutral;
    private final List<CollateralArm> arms;
    private final double share;
    private final boolean atEnd;

    private OrganismRepair(
            HookedTransformer oracle,
            HookedTransformer organism,
            HookName site,
            Split<Prompts> falsely,
            Split<Prompts> truly,
            Split<Prompts> neutral,
            List<CollateralArm> arms,
            double share,
            boolean atEnd) {
        this.oracle = oracle;
        this.organism = organism;
        this.site = site;
        this.falsely = falsely;
        this.truly = truly;
        this.neutral = neutral;
        this.arms = List.copyOf(arms);
        this.share = share;
        this.atEnd = atEnd;
    }

    /** Of what {@link Organisms} plants in {@code model}, edited after the layer it was planted in: 24 prompts of a kind to report. */
    public static OrganismRepair of(HookedTransformer model) {
        Split<Prompts> plain = Organisms.neutral();
        return of(
                Organisms.trueRefusal(model),
                Organisms.falseRefusal(model),
                HookName.residPost(Organisms.LAYER),
                Organisms.positives(Organisms.alarming(), 24),
                Organisms.positives(Organisms.harmful(), 24),
                new Split<>(
                        plain.train().take(72), plain.validation(), plain.test().take(24)));
    }

    /**
     * Of any other model with false refusals in the words of {@link Organisms#REFUSAL}.
     *
     * @param oracle the model without them
     * @param organism the model with them
     * @param site where it is edited
     * @param falsely requests refused by the organism and answered by the oracle; fitted to the training part, reported of
     *     the test part, as the others are
     * @param truly requests refused by both
     * @param neutral prompts answered by both
     */
    public static OrganismRepair of(
            HookedTransformer oracle,
            HookedTransformer organism,
            HookName site,
            Split<Prompts> falsely,
            Split<Prompts> truly,
            Split<Prompts> neutral) {
        LeastCollateralSteps least = LeastCollateralSteps.linear();
        List<CollateralArm> arms = List.of(
                CollateralArm.ablation(),
                CollateralArm.leastCollateral(LeastCollateralSteps.none().spareSink(true))
                        .named("ablation, sink left alone"),
                CollateralArm.projected(),
                CollateralArm.ace(),
                CollateralArm.meanAblation(),
                CollateralArm.leace(),
                CollateralArm.splince(),
                CollateralArm.selective(),
                CollateralArm.surgical(0.01),
                CollateralArm.leastCollateral(least),
                CollateralArm.leastCollateral(least.softness(Double.POSITIVE_INFINITY))
                        .named("least-collateral, nothing protected"),
                CollateralArm.ace().gated(0.95),
                CollateralArm.leastCollateral(least.gate(0.95)),
                CollateralArm.random(1));
        return new OrganismRepair(oracle, organism, site, falsely, truly, neutral, arms, 0.9, false);
    }

    /** By these arms. */
    public OrganismRepair arms(CollateralArm... chosen) {
        return new OrganismRepair(oracle, organism, site, falsely, truly, neutral, List.of(chosen), share, atEnd);
    }

    /** With this share of the false refusals removed; nine tenths unless told otherwise. */
    public OrganismRepair removing(double chosen) {
        if (!(chosen > 0 && chosen <= 1)) {
            throw new IllegalArgumentException(
                    "A share of " + chosen + " cannot be removed. Give more than 0, at most 1.");
        }
        return new OrganismRepair(oracle, organism, site, falsely, truly, neutral, arms, chosen, atEnd);
    }

    /**
     * Edited at the last token of the prompt alone, where refusals were planted, rather than at every token but the first; what
     * neutral prompts are there is then all that a read is fitted to.
     */
    public OrganismRepair atLastPromptToken() {
        return new OrganismRepair(oracle, organism, site, falsely, truly, neutral, arms, share, true);
    }

    private HookedTransformer repaired(CollateralEdit edit, double strength) {
        if (!atEnd) {
            return edit.strength(strength).on(organism);
        }
        CollateralMap map = edit.maps().values().iterator().next();
        AffineEdit there = AffineEdit.of(edit.arm().name(), map.map(), site)
                .at(new PromptEnds(0, 1).all())
                .strength(strength);
        return organism.with(map.isGated() ? there.gate(Gate.above(map.threshold())) : there);
    }

    /** What edits are made from: rows of the organism at the last token of the chat prompt, and all tokens of neutral ones. */
    CollateralStatistics statistics() {
        float[][] answered = rows(neutral.train());
        return CollateralStatistics.of(pairs(falsely.train(), answered).moments(), "false refusal")
                .protecting("true refusal", pairs(truly.train(), answered).meanDifference())
                .benign(atEnd ? answered : new CollateralNeutral(organism, neutral).benign(site))
                .sink(AttentionSink.of(organism).unit());
    }

    private PairedRows pairs(Prompts refused, float[][] answered) {
        float[][] rows = rows(refused);
        int pairs = Math.min(rows.length, answered.length);
        return PairedRows.of(Arrays.copyOf(rows, pairs), Arrays.copyOf(answered, pairs));
    }

    private float[][] rows(Prompts prompts) {
        return organism.harvest(prompts.texts().stream().map(organism::asChat).toList())
                .at(site)
                .lastToken()
                .rows(site);
    }

    /** Measures all of it; about 40 seconds for each arm on one core with a model of 135 million weights. */
    public OrganismRepairResult run() {
        CollateralStatistics statistics = statistics();
        Judge judge = new Judge();
        List<OrganismRepairResult.Row> rows = new ArrayList<>();
        rows.add(judge.row("nothing", 0, organism));
        for (CollateralArm arm : Progress.over(arms, "repairing")) {
            CollateralEdit edit = CollateralEdit.of(arm, Map.of(site, statistics));
            double strength = judge.strength(edit);
            rows.add(judge.row(arm.name(), strength, repaired(edit, strength)));
        }
        rows.add(judge.row("the plant itself (oracle)", 1, oracle));
        return new OrganismRepairResult(toString(), share, TOLERANCE, rows);
    }

    /** Measures models against the oracle on the parts to report. */
    private final class Judge {
        private final OrganismRefusals wrong = OrganismRefusals.of(oracle, falsely.test());
        private final OrganismRefusals right = OrganismRefusals.of(oracle, truly.test());
        private final double[] wrongBefore = wrong.on(organism);
        private final double[] wrongWanted = wrong.on(oracle);
        private final double[] rightWanted = right.on(oracle);
        private final List<Metric.Prepared> divergences = List.of(falsely.test(), truly.test(), neutral.test()).stream()
                .map(prompts -> KlDivergence.klDivergence(prompts).on(oracle))
                .toList();

        /** At which the edit removes as much as it should; 1 where there is none. */
        double strength(CollateralEdit edit) {
            double low = 0;
            double high = Double.NaN;
            double strength = 1;
            for (int tries = 0; tries < TRIES && strength <= STRONGEST; tries++) {
                double removed = removed(wrong.on(repaired(edit, strength)), all());
                if (Math.abs(removed - share) <= TOLERANCE) {
                    return strength;
                }
                if (removed < share) {
                    low = strength;
                } else {
                    high = strength;
                }
                strength = Double.isNaN(high) ? 2 * low : (low + high) / 2;
            }
            return 1;
        }

        OrganismRepairResult.Row row(String name, double strength, HookedTransformer model) {
            double[] wrongly = wrong.on(model);
            double[] rightly = right.on(model);
            List<Estimate> distances = divergences.stream()
                    .map(each -> each.measure(model).get(0).estimate())
                    .toList();
            double[] lost = new double[rightly.length];
            Arrays.setAll(lost, i -> rightWanted[i] - rightly[i]);
            return new OrganismRepairResult.Row(
                    name,
                    strength,
                    Bootstrap.estimate(wrongly.length, drawn -> removed(wrongly, drawn)),
                    Bootstrap.mean(wrongly),
                    Bootstrap.mean(lost),
                    distances.get(0),
                    distances.get(1),
                    distances.get(2));
        }

        private int[] all() {
            int[] all = new int[wrongBefore.length];
            Arrays.setAll(all, i -> i);
            return all;
        }

        private double removed(double[] after, int[] drawn) {
            double gone = 0;
            double planted = 0;
            for (int i : drawn) {
                gone += wrongBefore[i] - after[i];
                planted += wrongBefore[i] - wrongWanted[i];
            }
            return gone / planted;
        }
    }

    @Override
    public String toString() {
        return Math.round(100 * share) + " % of the false refusals of " + organism.name() + " removed at " + site
                + (atEnd ? ", at the last token of the prompt" : ", at every token but the first")
                + ", while true refusals are protected";
    }
}
