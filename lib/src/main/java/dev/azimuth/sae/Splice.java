package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An autoencoder in a model, where its features can be changed.
 *
 * <pre>{@code model.with(sae.splice().zero(17).scale(4, 2.0))}</pre>
 *
 * <p>With its error, {@code x' = x + (f' − f)·W_dec}: what the autoencoder does not explain stays, an activation whose edited
 * features do not change stays bit for bit as it was, and so does all of it while nothing is edited. Without, {@code x' =
 * f'·W_dec + b}: only what it explains goes on (Marks et al., 2024, arXiv 2403.19647, for the error as a node of its own).
 *
 * <p>A text's first token, where the attention sink lives and which autoencoders are seldom trained on, is left alone unless
 * {@link #at} says otherwise.
 */
public final class Splice implements Intervention {
    private final SparseAutoencoder sae;
    private final HookFilter where;
    private final Positions positions;
    private final boolean error;
    private final Map<Integer, FeatureEdit> edits;

    Splice(SparseAutoencoder sae) {
        this(sae, sae.site(), Positions.AFTER_FIRST, true, Map.of());
    }

    private Splice(
            SparseAutoencoder sae,
            HookFilter where,
            Positions positions,
            boolean error,
            Map<Integer, FeatureEdit> edits) {
        this.sae = sae;
        this.where = where;
        this.positions = positions;
        this.error = error;
        this.edits = edits;
    }

    /** Without what the autoencoder does not explain. */
    public Splice withoutError() {
        return new Splice(sae, where, positions, false, edits);
    }

    /** Only at these tokens; {@link Positions#ALL} for a text's first, too. */
    public Splice at(Positions chosen) {
        return new Splice(sae, where, chosen, error, edits);
    }

    /** Turns features off. */
    public Splice zero(int... features) {
        Splice next = this;
        for (int feature : features) {
            next = next.set(feature, 0);
        }
        return next;
    }

    /** Gives a feature this activation at every token. */
    public Splice set(int feature, double activation) {
        return edited(feature, before -> new FeatureEdit(feature, 0, activation));
    }

    /** Multiplies a feature's activation, also of one that was set before. */
    public Splice scale(int feature, double factor) {
        return edited(feature, before -> new FeatureEdit(feature, before.factor() * factor, before.value() * factor));
    }

    private Splice edited(int feature, UnaryOperator<FeatureEdit> change) {
        sae.requireFeature(feature);
        Map<Integer, FeatureEdit> all = new LinkedHashMap<>(edits);
        all.put(feature, change.apply(edits.getOrDefault(feature, new FeatureEdit(feature, 1, 0))));
        return new Splice(sae, where, positions, error, all);
    }

    @Override
    public HookFilter where() {
        return where;
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        if (error && edits.isEmpty()) {
            return activation;
        }
        try {
            Normalized from = sae.normalized(activation);
            NDArray features = sae.formulas().encode(from);
            NDArray changed = error ? changed(activation, from, features) : reconstructed(activation, from, features);
            return positions.choose(activation, changed, site);
        } finally {
            Reference.reachabilityFence(sae);
        }
    }

    private NDArray changed(NDArray activation, Normalized from, NDArray features) {
        NDArray decoder = sae.weights().get(SaeWeights.DECODER).get(activation.getManager(), new NDIndex(":"));
        NDArray rows = decoder.gather(index(features, decoder.getShape().get(1)).transpose(), 0); // [edits, d]
        NDArray change = from.restoreChange(change(features).matMul(rows));
        return activation.add(change.reshape(activation.getShape()));
    }

    private NDArray reconstructed(NDArray activation, Normalized from, NDArray features) {
        NDArray all = features;
        if (!edits.isEmpty()) {
            NDArray index = index(features, features.getShape().get(0));
            NDArray edited = features.gather(index, 1).add(change(features));
            all = features.scatter(index, edited, 1);
        }
        return from.restore(sae.formulas().decode(all)).reshape(activation.getShape());
    }

    /** {@code f' − f} of the edited features, {@code [n, edits]}. */
    private NDArray change(NDArray features) {
        NDArray chosen = features.gather(index(features, features.getShape().get(0)), 1);
        List<FeatureEdit> all = List.copyOf(edits.values());
        float[] factors = new float[all.size()];
        float[] values = new float[all.size()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) (all.get(i).factor() - 1);
            values[i] = (float) all.get(i).value();
        }
        return chosen.mul(features.getManager().create(factors))
                .addi(features.getManager().create(values));
    }

    /** The edited features, the same in each of so many rows. */
    private NDArray index(NDArray features, long rows) {
        long[] edited = edits.keySet().stream().mapToLong(Integer::longValue).toArray();
        return features.getManager().create(edited, new Shape(1, edited.length)).broadcast(rows, edited.length);
    }

    @Override
    public String toString() {
        return Stream.concat(
                        Stream.of("splice of " + sae.kind() + " at " + where.label()
                                + (error ? "" : " without its error")
                                + (positions == Positions.AFTER_FIRST ? "" : " " + positions)),
                        edits.values().stream().map(FeatureEdit::toString))
                .collect(Collectors.joining(", "));
    }
}
