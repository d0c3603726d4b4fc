package dev.azimuth.attribution;

import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.Gradients;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Objective;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.Table;

/**
 * How much a number would change if one activation of a clean text stood in a corrupted one: to first order {@code
 * (clean − corrupted) · gradient}, at every layer and token from one pass forward on each text and one backward (Syed et
 * al., 2023, arXiv 2310.10348). It is an estimate: where the model bends, patching for real says something else, and
 * {@link PatchingSweep#agreementWith} how often.
 */
public final class AttributionPatching implements Tabular {
    final PatchEffects effects;
    private final List<HookPoint> points;

    AttributionPatching(PatchEffects effects, List<HookPoint> points) {
        this.effects = effects;
        this.points = points;
    }

    /**
     * Of each layer's activation at {@code point}, token by token, all heads together. {@link
     * ActivationPatching#attribution} has heads, several texts and other metrics.
     *
     * @param clean a text with as many tokens as {@code corrupted}
     * @throws IllegalArgumentException when the texts differ in length, or the point is not in every layer
     */
    public static AttributionPatching of(
            HookedTransformer model, Objective objective, String clean, String corrupted, HookPoint point) {
        ActivationPatching.requirePerLayer(point);
        List<EncodedPair> pairs = EncodedPair.of(List.of(PromptPair.of(clean, corrupted)), model.tokenizer());
        EncodedPair pair = pairs.get(0);
        Gradients gradients = model.gradientOf(objective).by(point).on(TokenBatch.of(List.of(pair.corrupted())));
        ActivationCache source = model.runWithCache(clean, point).cache();
        List<PatchCell> cells = new ArrayList<>();
        for (HookName name : gradients.byActivation().names()) {
            for (int position = 0; position < pair.length(); position++) {
                cells.add(new PatchCell(name, PatchCell.ALL, position));
            }
        }
        double[] estimates = AttributionRuns.estimates(name -> AttributionRuns.floats(source, name), gradients, cells);
        PatchEffects effects = new PatchEffects(
                List.of(objective.toString()),
                cells,
                EncodedPair.labels(pairs, model.tokenizer()),
                "clean into corrupted",
                pair.firstDifference(),
                List.<double[][]>of(new double[][] {estimates}));
        return new AttributionPatching(effects, List.of(point));
    }

    /**
     * The estimates at the first kind of activation, {@code [layer][token]}, in the units of the number; of heads at all
     * tokens {@code [layer][head]}.
     */
    public double[][] effects() {
        return effects.matrix(points.get(0), 0);
    }

    /** What was estimated, in the order of the pass. */
    public List<PatchCell> cells() {
        return effects.cells;
    }

    /** The estimated change of the first metric by this patch. */
    public Estimate effect(PatchCell cell) {
        return effects.estimate(0, effects.indexOf(cell));
    }

    /** The estimates at the first kind of activation as a picture. */
    public PlotlyFigure plot() {
        return plot(points.get(0));
    }

    /** The estimates as a picture. */
    public PlotlyFigure plot(HookPoint point) {
        return effects.plot(point, 0, "estimated change of the " + effects.metrics.get(0))
                .title("Attribution patching: " + point.suffix() + ", " + effects.direction);
    }

    /** The same as numbers, the largest first. */
    @Override
    public Table table() {
        return effects.table("Attribution patching, " + effects.direction);
    }

    @Override
    public String toString() {
        return "AttributionPatching of " + effects.cells.size() + " patches, " + effects.direction + ", for the "
                + effects.metrics;
    }
}
