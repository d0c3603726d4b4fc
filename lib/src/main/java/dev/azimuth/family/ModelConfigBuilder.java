package dev.azimuth.family;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a {@link ModelConfig}. */
public final class ModelConfigBuilder {
    private final String family;
    private int dModel;
    private int dVocab;
    private int nCtx;
    private @Nullable AttentionShape attention;
    private @Nullable MlpShape mlp;
    private Norms norms = Norms.rms(1e-6);
    private BlockLayout block = BlockLayout.SEQUENTIAL;
    private Embeddings embeddings = new Embeddings(false, false, false);
    private Scales scales = Scales.NONE;
    private List<LayerAttention> layers = List.of();

    ModelConfigBuilder(String family) {
        this.family = family;
    }

    /** Width of the residual stream, number of tokens, and longest text. */
    public ModelConfigBuilder sizes(int model, int vocabulary, int context) {
        dModel = model;
        dVocab = vocabulary;
        nCtx = context;
        return this;
    }

    /** Attention in every layer. */
    public ModelConfigBuilder attention(AttentionShape shape) {
        attention = shape;
        return this;
    }

    /** The MLP in every layer. */
    public ModelConfigBuilder mlp(MlpShape shape) {
        mlp = shape;
        return this;
    }

    /** Where and how vectors are normed; RMSNorm before attention and MLP unless said. */
    public ModelConfigBuilder norms(Norms placed) {
        norms = placed;
        return this;
    }

    /** What the MLP reads; the stream after attention unless said. */
    public ModelConfigBuilder block(BlockLayout layout) {
        block = layout;
        return this;
    }

    /** How tokens enter and leave; untied, without positions or bias unless said. */
    public ModelConfigBuilder embeddings(Embeddings tokens) {
        embeddings = tokens;
        return this;
    }

    /** Constants on the way; none unless said. */
    public ModelConfigBuilder scales(Scales constants) {
        scales = constants;
        return this;
    }

    /** What sets the layers' attention apart, the first layer first. */
    public ModelConfigBuilder layers(List<LayerAttention> each) {
        layers = each;
        return this;
    }

    AttentionShape attention() {
        return Objects.requireNonNull(attention, "attention");
    }

    MlpShape mlp() {
        return Objects.requireNonNull(mlp, "mlp");
    }

    Norms norms() {
        return norms;
    }

    List<LayerAttention> layers() {
        return layers;
    }

    int dModel() {
        return dModel;
    }

    int nCtx() {
        return nCtx;
    }

    /**
     * The architecture.
     *
     * @throws UnsupportedModelException when its parts do not fit each other
     */
    public ModelConfig build() {
        return new ModelConfig(
                family, dModel, dVocab, nCtx, attention(), mlp(), norms, block, embeddings, scales, layers);
    }
}
