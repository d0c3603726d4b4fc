package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.discovery.PairedRows;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What edits of one concept in one model are made from and measured on: fitted on training pairs and on neutral text of
 * its own, chosen on validation data, reported on test data.
 */
public final class CollateralBench {
    private final HookedTransformer model;
    private final Directions target;
    private final List<Directions> others;
    private final CollateralNeutral neutral;
    private final Map<Integer, CollateralStatistics> statistics = new HashMap<>();

    CollateralBench(HookedTransformer model, Directions target, List<Directions> others, CollateralNeutral neutral) {
        target.requireModel(model);
        others.forEach(other -> other.requireModel(model));
        this.model = model;
        this.target = target;
        this.others = List.copyOf(others);
        this.neutral = neutral;
    }

    /**
     * For removing {@code target} while sparing {@code others}, whose texts share no labels.
     *
     * @param neutral the prompts to fit to, to choose by and to report
     */
    public static CollateralBench of(Directions target, List<Directions> others, Split<Prompts> neutral) {
        return new CollateralBench(target.model(), target, others, new CollateralNeutral(target.model(), neutral));
    }

    /** The same for another concept; neutral text is read once for all. */
    CollateralBench of(Directions concept, List<Directions> protectedOnes) {
        return new CollateralBench(model, concept, protectedOnes, neutral);
    }

    /** The concept that is to go. */
    public Directions target() {
        return target;
    }

    /** The concepts that are to stay. */
    public List<Directions> others() {
        return others;
    }

    /** What edits in {@code layer} are made from. */
    public synchronized CollateralStatistics statistics(int layer) {
        return statistics.computeIfAbsent(layer, this::read);
    }

    private CollateralStatistics read(int layer) {
        HookName site = target.at(layer).site();
        CollateralStatistics found = CollateralStatistics.of(
                        target.trainingPairs(site).moments(), target.name())
                .benign(neutral.benign(site))
                .sink(target.sink().unit());
        for (Directions other : others) {
            PairedRows rows = other.trainingPairs(site);
            found = found.protecting(other.name(), rows.meanDifference());
        }
        return found;
    }

    /** The edit by {@code arm} in these layers, each with a map of its own. */
    public CollateralEdit edit(CollateralArm arm, int... layers) {
        Map<HookName, CollateralStatistics> places = new LinkedHashMap<>();
        for (int layer : layers) {
            places.put(target.at(layer).site(), statistics(layer));
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException(
                    "An edit of " + target.name() + " in no layer. Name one of 0 to " + lastLayer() + ".");
        }
        return CollateralEdit.of(arm, places);
    }

    private int lastLayer() {
        return model.config().nLayers() - 1;
    }

    /**
     * The share of the concept's class gap in the last layer that the edit takes away, read along the direction that was found
     * there before any edit, with an interval over pairs.
     *
     * @param onTest whether on the test pairs, or on the validation pairs
     */
    public Estimate removal(CollateralEdit edit, boolean onTest) {
        Direction readout = target.at(lastLayer());
        HookName site = readout.site();
        HookedTransformer edited = edit.on(model);
        double[] before = gaps(readout, onTest ? target.testRows(site) : target.validationRows(site));
        double[] after =
                gaps(readout, onTest ? target.testRowsIn(edited, site) : target.validationRowsIn(edited, site));
        return Bootstrap.estimate(before.length, drawn -> 1 - sum(after, drawn) / sum(before, drawn));
    }

    private static double[] gaps(Direction readout, float[][] rows) {
        double[] along = readout.project(rows);
        double[] gaps = new double[rows.length / 2];
        Arrays.setAll(gaps, i -> along[i] - along[i + gaps.length]);
        return gaps;
    }

    private static double sum(double[] values, int[] drawn) {
        return Arrays.stream(drawn).mapToDouble(i -> values[i]).sum();
    }

    /** KL(before ‖ after) in nats a token, over 16 tokens of the replies to neutral prompts that nothing was fitted to. */
    public Estimate divergence(CollateralEdit edit, boolean onTest) {
        return Bootstrap.mean(divergences(edit, onTest));
    }

    /** The same, prompt by prompt. */
    double[] divergences(CollateralEdit edit, boolean onTest) {
        return neutral.divergences(edit.on(model), onTest);
    }

    /** How far each protected concept's readout in the last layer moves: root mean square, in units of its class gap. */
    public Map<String, Double> displacement(CollateralEdit edit, boolean onTest) {
        HookedTransformer edited = edit.on(model);
        Map<String, Double> moved = new LinkedHashMap<>();
        for (Directions other : others) {
            Direction readout = other.at(lastLayer());
            HookName site = readout.site();
            float[][] before = onTest ? other.testRows(site) : other.validationRows(site);
            double[] from = readout.project(before);
            double[] to =
                    readout.project(onTest ? other.testRowsIn(edited, site) : other.validationRowsIn(edited, site));
            double gap = Arrays.stream(gaps(readout, before)).average().orElseThrow();
            double squared = 0;
            for (int i = 0; i < to.length; i++) {
                squared += (to[i] - from[i]) * (to[i] - from[i]) / to.length;
            }
            moved.put(other.name(), Math.sqrt(squared) / Math.abs(gap));
        }
        return moved;
    }

    /** How many times the read's energy in {@code layer} is what it would be without protection. */
    public double varianceInflation(int layer) {
        CollateralStatistics s = statistics(layer);
        INDArray background = s.background(s.benignMean());
        return LeastCollateralRead.of(background, s.write(), s.protectedWrites(), 0)
                .varianceInflation();
    }

    /** Every arm; those that spare protected concepts only where there are some. */
    public List<CollateralArm> arms() {
        return CollateralArm.all().stream()
                .filter(arm -> !others.isEmpty() || !arm.needsProtected())
                .toList();
    }

    /** The layer at three fifths of the depth. */
    int usualLayer() {
        return Math.max(0, model.config().nLayers() * 3 / 5 - 1);
    }

    /** What measurements must have in common to belong to one study. */
    String study() {
        return model + "; " + described(target) + " beside "
                + others.stream().map(CollateralBench::described).toList() + "; " + neutral;
    }

    /** By its data and its method. */
    static String described(Directions concept) {
        return concept.name() + " by " + concept.all().get(0).method() + " of "
                + concept.data().train().sha256().substring(0, 12);
    }

    @Override
    public String toString() {
        return "CollateralBench of " + target.name() + " beside "
                + others.stream().map(Directions::name).toList() + "; " + neutral;
    }
}
