package dev.azimuth.edit;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.WeightEdit;
import dev.azimuth.plot.Tabular;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * An affine edit in the weights: {@code model.edit(Fold.of(edit, model))} computes what {@code model.with(edit)} does, up to
 * rounding, and can be saved. Whatever writes to the residual stream is multiplied from the left by {@code I − λABᵀ}, and
 * the constant {@code λA·t} goes into embeddings or a bias.
 *
 * <p>Exact are edits of all tokens without gate, condition or kept norms: of everything written; of what attention, MLP or
 * embedding write in some layers, with any schedule; of the stream that enters layer 0; and additions to the stream behind
 * a projection with a bias. A map of the stream further up is not, since the layers before read the same sum; nor is
 * anything behind a norm. {@link NearestFold} measures how near a linear fold comes to those.
 */
public final class Fold implements WeightEdit, Tabular {
    private final AffineEdit edit;
    private final ModelConfig config;
    private final Map<WeightName, List<WriterChange>> changes;

    private Fold(AffineEdit edit, ModelConfig config, Map<WeightName, List<WriterChange>> changes) {
        this.edit = edit;
        this.config = config;
        this.changes = changes;
    }

    /**
     * The weights of {@code model} that do what {@code edit} does.
     *
     * @throws IllegalArgumentException when none do, saying why and what would work
     */
    public static Fold of(AffineEdit edit, HookedTransformer model) {
        return new Fold(edit, model.config(), FoldPlan.of(edit, model));
    }

    /** Why {@code edit} cannot be folded into {@code model} exactly; empty when it can. */
    public static Optional<String> obstacle(AffineEdit edit, HookedTransformer model) {
        try {
            FoldPlan.of(edit, model);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @Override
    public boolean changes(WeightName weight, ModelConfig of) {
        if (!of.withTiedEmbeddings(false).equals(config.withTiedEmbeddings(false))) {
            throw new IllegalArgumentException("The fold of " + edit.name() + " was planned for a " + config.family()
                    + " model of " + config.nLayers() + " layers, not for this " + of.family()
                    + " model. Plan it anew with Fold.of(edit, model).");
        }
        return changes.containsKey(weight);
    }

    @Override
    public NDArray apply(WeightName name, NDArray weight) {
        NDArray current = weight;
        for (WriterChange each : changes.getOrDefault(name, List.of())) {
            current = each.apply(name, current);
        }
        return current;
    }

    /** The weights that it changes. */
    @Override
    public Table table() {
        return Table.create(
                "Fold of " + edit.name(),
                StringColumn.create("weight", changes.keySet().stream().map(WeightName::toString)),
                StringColumn.create(
                        "strength",
                        changes.values().stream()
                                .map(each -> each.stream()
                                        .map(change -> String.valueOf(change.strength()))
                                        .collect(Collectors.joining(", then ")))),
                IntColumn.create(
                        "rank of the change",
                        changes.values().stream()
                                .mapToInt(each -> edit.map().rank() * each.size())
                                .toArray()));
    }

    @Override
    public String toString() {
        return "folded " + edit + " into " + changes.size() + " weights";
    }
}
