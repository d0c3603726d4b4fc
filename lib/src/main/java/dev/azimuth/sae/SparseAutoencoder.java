package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.checkpoint.HubCache;
import dev.azimuth.checkpoint.HubId;
import dev.azimuth.direction.Direction;
import dev.azimuth.direction.Provenance;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Scope;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A sparse autoencoder: {@code m} features, each a direction in an activation of width {@code d}, few of them active at a
 * time, whose sum is nearly the activation (Bricken et al., 2023).
 *
 * <p>A published one was trained on activations as TransformerLens gives them. In models with LayerNorm that means, unless
 * its authors say otherwise, a residual stream without its mean over the dimensions; these models keep it here.
 */
public final class SparseAutoencoder implements Tabular {
    private final SaeConfig config;
    private final SaeWeights weights;
    private final SaeFormulas formulas;

    SparseAutoencoder(SaeConfig config, SaeWeights weights) {
        this.config = config;
        this.weights = weights;
        this.formulas = new SaeFormulas(config, weights);
    }

    /**
     * Opens a folder: SAELens's {@code cfg.json} and {@code sae_weights.safetensors}, or Gemma Scope's {@code params.npz}.
     *
     * @throws dev.azimuth.checkpoint.CheckpointException when a file is missing, damaged, or asks for what is not
     *     understood, by key or tensor
     */
    public static SparseAutoencoder load(Path folder) {
        return SaeFiles.open(folder, Double.NaN);
    }

    /**
     * The same where inputs are to be multiplied by {@code inputScale} ({@code expected_average_only_in}), √d over their mean
     * norm in the data it was trained on; it is folded into the weights.
     */
    public static SparseAutoencoder load(Path folder, double inputScale) {
        return SaeFiles.open(folder, requireScale(inputScale));
    }

    /**
     * Opens one of a repository on the hub, such as {@code load("google/gemma-scope-2b-pt-res",
     * "layer_12/width_16k/average_l0_82")}. Its files are looked up in the cache that Hugging Face's own tools use, and
     * downloaded there when missing.
     *
     * @param repository {@code owner/name}, or with a branch, tag or commit {@code owner/name@revision}
     * @param inside the path of its folder; empty for the repository's root
     */
    public static SparseAutoencoder load(String repository, String inside) {
        return load(HubCache.standard(), repository, inside);
    }

    /** The same with another cache. */
    public static SparseAutoencoder load(HubCache hub, String repository, String inside) {
        return SaeFiles.open(hub, HubId.parse(repository), inside, Double.NaN);
    }

    private static double requireScale(double scale) {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("Inputs cannot be scaled by " + scale + ". Give a number above 0.");
        }
        return scale;
    }

    /**
     * Writes {@code cfg.json} and {@code sae_weights.safetensors} to {@code folder}, as SAELens reads them. What was folded
     * into the weights stays there.
     */
    public void save(Path folder) {
        SaeLensFolder.write(this, folder);
    }

    /** The same autoencoder, said to be of this place of a model. */
    public SparseAutoencoder at(HookName site) {
        return new SparseAutoencoder(config.at(site), weights);
    }

    /** What it computes. */
    public SaeConfig config() {
        return config;
    }

    /**
     * Where its rows are in a model.
     *
     * @throws IllegalStateException when its file does not say
     */
    public HookName site() {
        return config.site()
                .orElseThrow(() -> new IllegalStateException("The autoencoder's file does not say where in a model it"
                        + " belongs. Say so, as by sae.at(residPost(12))."));
    }

    /**
     * Activations of all features.
     *
     * @param rows {@code [n, d]}
     * @return {@code [n, m]}, 0 or more, nearly all of them 0
     */
    public float[][] encode(float[][] rows) {
        return RowBlocks.map(rows, config.width(), config.features(), this::encode);
    }

    /** The same with ND4J. */
    public INDArray encode(INDArray rows) {
        return Nd4j.create(encode(floats(rows)));
    }

    /**
     * The same inside a pass, of an activation in its own shape.
     *
     * @return {@code [n, m]}, with a row for each of the activation's
     */
    public NDArray encode(NDArray activation) {
        return formulas.encode(normalized(activation));
    }

    /**
     * Rows from features.
     *
     * @param features {@code [n, m]}
     * @return {@code [n, d]}
     * @throws IllegalStateException when rows are normalised, so that only {@link #reconstruct} can undo it
     */
    public float[][] decode(float[][] features) {
        if (config.normalization() != Normalization.NONE) {
            throw new IllegalStateException("Features alone do not give rows back, since each row is normalised ("
                    + config.normalization().label() + "). Use reconstruct(rows).");
        }
        return RowBlocks.map(features, config.features(), config.width(), formulas::decode);
    }

    /** The same with ND4J. */
    public INDArray decode(INDArray features) {
        return Nd4j.create(decode(floats(features)));
    }

    /**
     * Encodes, then decodes.
     *
     * @param rows {@code [n, d]}
     */
    public float[][] reconstruct(float[][] rows) {
        return RowBlocks.map(rows, config.width(), config.width(), config.features(), this::reconstruct);
    }

    /** The same with ND4J. */
    public INDArray reconstruct(INDArray rows) {
        return Nd4j.create(reconstruct(floats(rows)));
    }

    /** The same inside a pass; of the activation's shape. */
    public NDArray reconstruct(NDArray activation) {
        Normalized from = normalized(activation);
        return from.restore(formulas.decode(formulas.encode(from))).reshape(activation.getShape());
    }

    /** The activation's rows, normalised. */
    Normalized normalized(NDArray activation) {
        Shape shape = activation.getShape();
        int dimensions = shape.dimension();
        long last = shape.get(dimensions - 1);
        boolean ofHeads = last != config.width() && dimensions == 4 && last * shape.get(2) == config.width();
        if (last != config.width() && !ofHeads) {
            throw new IllegalArgumentException("An autoencoder of width " + config.width()
                    + " cannot read an activation of shape " + shape + ". Is it of another model or place?");
        }
        return Normalized.of(Normalized.flat(activation, config.width()), config.normalization());
    }

    private static float[][] floats(INDArray rows) {
        float[] values = Matrices.floats(rows);
        float[][] copied = new float[(int) rows.size(0)][(int) rows.size(1)];
        for (int i = 0; i < copied.length; i++) {
            System.arraycopy(values, i * copied[i].length, copied[i], 0, copied[i].length);
        }
        return copied;
    }

    /** Puts it into a model at its site; nothing changes until features are edited or the error is left out. */
    public Splice splice() {
        return new Splice(this);
    }

    /**
     * The direction that a feature writes, with a gap of 1.
     *
     * @param feature counted from 0
     */
    public Direction direction(int feature) {
        float[] row = decoderRow(feature);
        return Direction.of("feature " + feature, "decoder of " + kind(), site(), row, 1)
                .with(new Provenance(
                        config.model(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** What a feature adds to a row for each unit of its activation, {@code [d]}. */
    public float[] decoderRow(int feature) {
        requireFeature(feature);
        try (Scope scope = Scope.on(weights.get(SaeWeights.DECODER).getDevice())) {
            return weights.get(SaeWeights.DECODER).get(scope.manager(), feature).toFloatArray();
        } finally {
            Reference.reachabilityFence(weights);
        }
    }

    void requireFeature(int feature) {
        if (feature < 0 || feature >= config.features()) {
            throw new IllegalArgumentException(
                    "There is no feature " + feature + "; they are counted from 0 to " + (config.features() - 1) + ".");
        }
    }

    /** The features whose decoder rows point most like {@code direction}, or most against it. */
    public NearestFeatures nearest(Direction direction) {
        return NearestFeatures.of(this, direction);
    }

    /** The features whose decoder rows point most like that of this one: its interference in the dictionary's own Gram matrix. */
    public NearestFeatures neighbours(int feature) {
        return NearestFeatures.of(this, feature);
    }

    /** What its features find in texts. */
    public FeatureActivations on(HookedTransformer model, List<String> texts) {
        return FeatureActivations.of(this, model, texts);
    }

    /** Its usual scores on texts that it was not trained on. */
    public SaeScores evaluate(HookedTransformer model, List<String> texts) {
        return SaeScores.of(this, model, texts);
    }

    SaeWeights weights() {
        return weights;
    }

    SaeFormulas formulas() {
        return formulas;
    }

    String kind() {
        return "a " + config.architecture().label() + " autoencoder"
                + (config.architecture() == Architecture.TOPK ? " of k = " + config.k() : "");
    }

    @Override
    public Table table() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("architecture", config.architecture().label());
        if (config.architecture() == Architecture.TOPK) {
            rows.put("k", "" + config.k());
        }
        rows.put("width", "" + config.width());
        rows.put("features", "" + config.features());
        rows.put("normalization", config.normalization().label());
        rows.put("decoder's bias taken off the input", config.centred() ? "yes" : "no");
        rows.put("site", config.site().map(Objects::toString).orElse("unknown"));
        rows.put("model", config.model().orElse("unknown"));
        return Table.create(
                "Sparse autoencoder",
                StringColumn.create("property", rows.keySet().stream()),
                StringColumn.create("value", rows.values().stream()));
    }

    @Override
    public String toString() {
        return "SparseAutoencoder: " + kind().substring(2) + ", width " + config.width() + ", " + config.features()
                + " features"
                + config.site().map(site -> ", at " + site).orElse("")
                + config.model().map(name -> " of " + name).orElse("");
    }
}
