package dev.azimuth.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.intervention.PlacedEdit;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.WeightEdit;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Matrices;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * The linear fold that comes nearest to an edit which no weights can do exactly: the change of one layer's MLP output
 * projection, and of its bias where there is one, that predicts best how the edit moves each token of some prompts. It is
 * fitted by ridge regression on half of the prompts; the penalty is chosen on a quarter, and the error measured on the last.
 *
 * <p>The error is the share of the movement that is missed, {@code Σ‖Δ − Δ̂‖² / Σ‖Δ‖²} over tokens: 0 for a perfect fold, 1
 * for one that does nothing.
 */
public final class NearestFold implements WeightEdit, Tabular {
    private final String name;
    private final int layer;
    private final boolean hasBias;
    private final double scale;
    private final FoldRegression regression;
    private final int rank;

    private NearestFold(String name, int layer, boolean hasBias, double scale, FoldRegression regression, int rank) {
        this.name = name;
        this.layer = layer;
        this.hasBias = hasBias;
        this.scale = scale;
        this.regression = regression;
        this.rank = rank;
    }

    /**
     * Of an edit that acts at {@code residPost} or {@code mlpOut} of one layer.
     *
     * @param prompts eight or more; the more the better
     */
    public static NearestFold of(HookedTransformer model, PlacedEdit<?> edit, List<String> prompts) {
        HookName site = site(model, edit);
        HookName neurons = HookName.mlpPost(site.layer());
        boolean hasBias = model.weights()
                .names()
                .contains(WeightName.of(Kind.DOWN, site.layer()).bias());
        FoldRegression regression = FoldRegression.of(
                edit.name(),
                model.harvest(prompts).at(neurons, site).everyToken(),
                model.with(edit).harvest(prompts).at(neurons, site).everyToken(), // the same arithmetic, to the bit
                neurons,
                site,
                hasBias);
        double scale = model.config().scales().residual();
        return new NearestFold(edit.name(), site.layer(), hasBias, scale, regression, regression.rank());
    }

    private static HookName site(HookedTransformer model, PlacedEdit<?> edit) {
        List<HookName> sites = model.hookNames().stream().filter(edit::actsAt).toList();
        boolean oneStream = sites.size() == 1
                && (sites.get(0).point() == HookPoint.RESID_POST || sites.get(0).point() == HookPoint.MLP_OUT);
        if (!oneStream) {
            throw new IllegalArgumentException(
                    "The nearest fold is of an edit at hook_resid_post or hook_mlp_out of one"
                            + " layer, but " + edit.name() + " acts at "
                            + sites.stream().limit(5).toList()
                            + (sites.size() > 5 ? " and " + (sites.size() - 5) + " more" : "") + ".");
        }
        ModelConfig config = model.config();
        if (!config.writesUnnormed() || config.mlp().experts().count() > 0) {
            throw new IllegalArgumentException("The MLPs of this " + config.family() + " model "
                    + (config.writesUnnormed() ? "are mixtures of experts" : "write through a norm")
                    + ", so that no one matrix says what they add to the stream.");
        }
        return sites.get(0);
    }

    /** The best fold of at most this rank. */
    public NearestFold rank(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A fold of rank " + most + " does nothing. Give 1 or more.");
        }
        return new NearestFold(name, layer, hasBias, scale, regression, Math.min(most, regression.rank()));
    }

    /** The share of the edit's movement that it misses on prompts it was not fitted on, with its 95 % interval over them. */
    public Estimate error() {
        return regression.error(rank);
    }

    @Override
    public boolean changes(WeightName weight, ModelConfig config) {
        return weight.layer() == layer && (weight.kind() == Kind.DOWN || weight.kind() == Kind.DOWN_BIAS);
    }

    @Override
    public NDArray apply(WeightName weight, NDArray values) {
        INDArray change = weight.kind() == Kind.DOWN
                ? regression.matrix(rank).transpose() // [d_model, d_mlp]
                : regression.constant(rank);
        NDArray added = values.getManager()
                .create(
                        Matrices.floats(change.div(scale)),
                        new Shape(values.getShape().getShape()));
        return values.addi(added);
    }

    /** The error by rank. */
    @Override
    public Table table() {
        int[] ranks = IntStream.iterate(1, r -> r < 2 * rank, r -> 2 * r)
                .map(r -> Math.min(r, rank))
                .toArray();
        Estimate[] errors = IntStream.of(ranks).mapToObj(regression::error).toArray(Estimate[]::new);
        return Table.create(
                "Nearest fold of " + name + " in layer " + layer,
                IntColumn.create("rank", ranks),
                column("missed share of the movement", errors, Estimate::value),
                column("low", errors, Estimate::low),
                column("high", errors, Estimate::high));
    }

    private static DoubleColumn column(String title, Estimate[] errors, ToDoubleFunction<Estimate> part) {
        return DoubleColumn.create(
                title, Arrays.stream(errors).mapToDouble(part).toArray());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "nearest fold of %s in layer %d: rank %d%s, missing %s of the movement",
                name,
                layer,
                rank,
                hasBias ? " and a constant" : "",
                error());
    }
}
