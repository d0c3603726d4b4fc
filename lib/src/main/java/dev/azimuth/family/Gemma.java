package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Gemma: Llama with GELU, embeddings multiplied by {@code √d_model}, and norms' scales stored less one. */
final class Gemma extends LlamaLike {
    static final Defaults DEFAULTS = new Defaults(16, 256, 1e-6, 10000, true);

    Gemma() {
        super("gemma", "GemmaForCausalLM", DEFAULTS);
    }

    @Override
    Nonlinearity defaultNonlinearity() {
        return Nonlinearity.GELU_TANH;
    }

    /** The first files say {@code gelu} and mean its approximation, as {@code hidden_activation} beside it may say. */
    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        config.require("hidden_activation", Nonlinearity.GELU_TANH.hubName());
        Nonlinearity said = model.mlp().nonlinearity();
        Nonlinearity meant = said == Nonlinearity.GELU ? Nonlinearity.GELU_TANH : said;
        model.mlp(MlpShape.gated(model.mlp().dMlp(), meant));
        readShared(config, model);
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        json.put("attention_bias", config.attention().inputBias());
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        return tensors(config);
    }

    /** What all of Gemma's families have. */
    static void readShared(ConfigReader config, ModelConfigBuilder model) {
        config.require("use_bidirectional_attention", "false");
        boolean bias = config.flag("attention_bias", false);
        model.attention(model.attention().withBiases(bias, bias));
        scale(model);
    }

    private static void scale(ModelConfigBuilder model) {
        model.scales(new Scales(Math.sqrt(model.dModel()), 1, 1, 0));
    }

    static List<StoredTensor> tensors(ModelConfig config) {
        return WeightName.all(config).stream()
                .map(weight -> new StoredTensor(name(weight, config), layout(weight), List.of(weight)))
                .toList();
    }

    private static StoredTensor.Layout layout(WeightName weight) {
        return switch (weight.kind()) {
            case ATTN_NORM, ATTN_POST_NORM, MLP_NORM, MLP_POST_NORM, FINAL_NORM, QUERY_NORM, KEY_NORM ->
                StoredTensor.Layout.LESS_ONE;
            default -> StoredTensor.Layout.ROWS;
        };
    }

    private static String name(WeightName weight, ModelConfig config) {
        boolean besidePostNorms = weight.kind() == WeightName.Kind.MLP_NORM && !config.writesUnnormed();
        return besidePostNorms
                ? "model.layers." + weight.layer() + ".pre_feedforward_layernorm.weight"
                : HubNames.of(weight);
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("gemma");
    }

    /** The embeddings' scale has no key, and the norms' scales are stored as they are. */
    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        scale(model);
    }
}
