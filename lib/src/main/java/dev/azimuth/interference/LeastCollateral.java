package dev.azimuth.interference;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.discovery.Directions;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Least-collateral ablation: takes a concept out and touches as little else as it can. It leaves the attention sink alone,
 * removes towards the mean of benign text, writes what the concept alone writes, reads little of benign text and
 * nothing of protected concepts, and may act only where it reads much. Each step can be left out ({@link
 * LeastCollateralSteps}), and {@link #gains} shows what each brings.
 *
 * <pre>{@code
 * LeastCollateral.of(sentiment).against(truth, humor).edit().on(model).generate("My stay at the hotel was")
 * }</pre>
 */
public final class LeastCollateral {
    private final Directions target;
    private final List<Directions> others;
    private final Split<Prompts> neutral;
    private final List<Integer> layers;
    private final LeastCollateralSteps steps;
    private final double strength;

    private LeastCollateral(
            Directions target,
            List<Directions> others,
            Split<Prompts> neutral,
            List<Integer> layers,
            LeastCollateralSteps steps,
            double strength) {
        this.target = target;
        this.others = List.copyOf(others);
        this.neutral = neutral;
        this.layers = List.copyOf(layers);
        this.steps = steps;
        this.strength = strength;
    }

    /**
     * Of this concept, in one layer at three fifths of the depth, by every step but the gate; a fifth of the shipped neutral prompts
     * is fitted to.
     */
    public static LeastCollateral of(Directions target) {
        Split<Prompts> parts = Datasets.prompts("neutral").split(0.2, 0.2, 0.6);
        int layer = Math.max(0, target.model().config().nLayers() * 3 / 5 - 1);
        return new LeastCollateral(target, List.of(), parts, List.of(layer), LeastCollateralSteps.linear(), 1);
    }

    /** Sparing these concepts. */
    public LeastCollateral against(Directions... protectedOnes) {
        return new LeastCollateral(target, List.of(protectedOnes), neutral, layers, steps, strength);
    }

    /** With these neutral prompts, to fit to, to choose by and to report. */
    public LeastCollateral neutral(Split<Prompts> prompts) {
        return new LeastCollateral(target, others, prompts, layers, steps, strength);
    }

    /** In these layers, each with a map of its own. */
    public LeastCollateral layers(int... chosen) {
        return new LeastCollateral(
                target, others, neutral, IntStream.of(chosen).boxed().toList(), steps, strength);
    }

    /** By these steps alone. */
    public LeastCollateral steps(LeastCollateralSteps chosen) {
        return new LeastCollateral(target, others, neutral, layers, chosen, strength);
    }

    /** At λ; 1 is the whole map. */
    public LeastCollateral strength(double lambda) {
        return new LeastCollateral(target, others, neutral, layers, steps, lambda);
    }

    /** What it is made from and judged on, for a {@link Frontier} among others. */
    public CollateralBench bench() {
        return CollateralBench.of(target, others, neutral);
    }

    /** The edit. */
    public CollateralEdit edit() {
        return edit(CollateralArm.leastCollateral(steps));
    }

    /** The edit after {@code polish}, such as a few steps of representation finetuning that begin at its map. */
    public CollateralEdit edit(String how, UnaryOperator<AffineMap> polish) {
        return edit(CollateralArm.leastCollateral(steps).polished(how, polish));
    }

    private CollateralEdit edit(CollateralArm arm) {
        return bench().edit(arm, layers.stream().mapToInt(Integer::intValue).toArray())
                .strength(strength);
    }

    /** What each step brings, beside plain ablation ({@link #stepByStep}), each at the strength that removes this share. */
    public CollateralTableResult gains(double removal) {
        CollateralBench bench = bench();
        int[] where = layers.stream().mapToInt(Integer::intValue).toArray();
        List<CollateralMatch> matches = new ArrayList<>();
        for (CollateralArm arm : Progress.over(stepByStep(), "leaving steps out")) {
            matches.add(CollateralMatch.of(bench, arm, removal, where));
        }
        return new CollateralTableResult(
                "Steps of " + this + ", " + Math.round(100 * removal) + " % removed", Map.of(target.name(), matches));
    }

    /**
     * Plain ablation, all linear steps, these without each in turn, and with soft protection or a gate besides. The deconfounded
     * write is not among them: where a model's texts have one label each it is the difference of the means ({@link ToyCollateral} shows
     * it where they have two).
     */
    public static List<CollateralArm> stepByStep() {
        LeastCollateralSteps all = LeastCollateralSteps.linear();
        Map<String, LeastCollateralSteps> steps = new LinkedHashMap<>();
        steps.put("no step", LeastCollateralSteps.none());
        steps.put("all steps", all);
        steps.put("sink not spared", all.spareSink(false));
        steps.put("not centred", all.centre(false));
        steps.put("read along the write", all.read(false));
        steps.put("nothing protected", all.softness(Double.POSITIVE_INFINITY));
        steps.put("softly protected, κ = 1", all.softness(1));
        steps.put("gate past half of benign text", all.gate(0.5));
        return steps.entrySet().stream()
                .map(each -> CollateralArm.leastCollateral(each.getValue()).named(each.getKey()))
                .toList();
    }

    @Override
    public String toString() {
        return "LeastCollateral of " + target.name() + " beside "
                + others.stream().map(Directions::name).toList() + " in layers " + layers + ": " + steps
                + "; strength " + strength;
    }
}
