package dev.azimuth.attribution;

import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.Gradients;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Objective;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.HostArray;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How much a number would change if one activation of a clean text stood in a corrupted one: to first order {@code
 * (clean − corrupted) · gradient}, at every layer and token from one pass forward on each text and one backward (Syed et
 * al., 2023, arXiv 2310.10348). It is an estimate: where the model bends, patching for real says something else.
 */
public final class AttributionPatching implements Tabular {
    private final HookPoint point;
    private final String objective;
    private final List<String> tokens;
    private final double[][] effects;

    private AttributionPatching(HookPoint point, String objective, List<String> tokens, double[][] effects) {
        this.point = point;
        this.objective = objective;
        this.tokens = tokens;
        this.effects = effects;
    }

    /**
     * Of each layer's activation at {@code point}.
     *
     * @param clean a text with as many tokens as {@code corrupted}
     * @param point one whose activations are {@code [batch, pos, …]} in every layer
     * @throws IllegalArgumentException when the texts differ in length, or the point has no tokens of its own
     */
    public static AttributionPatching of(
            HookedTransformer model, Objective objective, String clean, String corrupted, HookPoint point) {
        int[] from = model.tokenizer().encode(clean);
        int[] into = model.tokenizer().encode(corrupted);
        if (from.length != into.length) {
            throw new IllegalArgumentException("The clean text has " + from.length + " tokens, "
                    + model.tokenizer().tokens(from) + ", the corrupted one " + into.length + ", "
                    + model.tokenizer().tokens(into) + ". Choose words that give both as many.");
        }
        if (!point.isPerLayer() || point == HookPoint.PATTERN || point == HookPoint.ATTN_SCORES) {
            throw new IllegalArgumentException("Attribution patching needs an activation of each token in every layer,"
                    + " such as residPre(), attnOut(), mlpOut() or z(), not " + point.suffix() + ".");
        }
        Gradients gradients = model.gradientOf(objective).by(point).on(TokenBatch.of(List.of(into)));
        ActivationCache wanted = model.runWithCache(clean, point).cache();
        List<double[]> effects = new ArrayList<>();
        for (HookName name : gradients.byActivation().names()) {
            effects.add(effects(
                    wanted.host(name),
                    gradients.activations().host(name),
                    gradients.byActivation().host(name)));
        }
        return new AttributionPatching(
                point, objective.toString(), model.tokenizer().tokens(into), effects.toArray(double[][]::new));
    }

    private static double[] effects(HostArray clean, HostArray corrupted, HostArray gradient) {
        float[] to = clean.toIndArray().data().asFloat();
        float[] at = corrupted.toIndArray().data().asFloat();
        float[] slope = gradient.toIndArray().data().asFloat();
        int positions = (int) clean.shape()[1];
        int width = to.length / positions;
        double[] sums = new double[positions];
        for (int i = 0; i < to.length; i++) {
            sums[i / width] += ((double) to[i] - at[i]) * slope[i];
        }
        return sums;
    }

    /** The estimated change, {@code [layer][token]}, in the units of the number. */
    public double[][] effects() {
        double[][] copy = new double[effects.length][];
        for (int layer = 0; layer < copy.length; layer++) {
            copy[layer] = effects[layer].clone();
        }
        return copy;
    }

    /** The estimates, layer by layer and token by token. */
    public PlotlyFigure plot() {
        return Heatmap.of("token of the corrupted text", "layer", "estimated change of the " + objective)
                .values(effects)
                .columns(tokens)
                .diverging(0)
                .upward()
                .figure()
                .title("Attribution patching: " + point.suffix() + ", clean into corrupted");
    }

    /** The same as numbers, the largest effect first. */
    @Override
    public Table table() {
        Table table = Table.create(
                "Attribution patching of " + point.suffix(),
                IntColumn.create("layer"),
                IntColumn.create("position"),
                StringColumn.create("token"),
                DoubleColumn.create("estimated change of the " + objective),
                DoubleColumn.create("size"));
        for (int layer = 0; layer < effects.length; layer++) {
            for (int position = 0; position < tokens.size(); position++) {
                table.intColumn(0).append(layer);
                table.intColumn(1).append(position);
                table.stringColumn(2).append(tokens.get(position));
                table.doubleColumn(3).append(effects[layer][position]);
                table.doubleColumn(4).append(Math.abs(effects[layer][position]));
            }
        }
        return table.sortDescendingOn("size").removeColumns("size");
    }

    @Override
    public String toString() {
        return "AttributionPatching of " + point.suffix() + " for the " + objective + ": " + effects.length
                + " layers, " + tokens.size() + " tokens";
    }
}
