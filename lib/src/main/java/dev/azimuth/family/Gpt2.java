package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.family.StoredTensor.Layout;
import dev.azimuth.family.WeightName.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** GPT-2: LayerNorm, learned positions, biases everywhere; matrices are stored transposed, query, key and value in one. */
final class Gpt2 implements ModelFamily {
    @Override
    public String name() {
        return "gpt2";
    }

    @Override
    public ModelConfig fromHub(JsonNode json, String file) {
        ConfigReader config = new ConfigReader(file, json);
        config.require("add_cross_attention", "false");
        config.require("scale_attn_by_inverse_layer_idx", "false");
        config.pass("n_ctx"); // an older name of n_positions
        for (String key : List.of("type", "use_proj", "activation", "proj_to_labels", "first_dropout")) {
            config.pass("summary_" + key); // of the classifier, which is not part of the language model
        }
        int dModel = config.integer("n_embd");
        int nHeads = config.integer("n_head");
        AttentionShape attention =
                AttentionShape.of(nHeads, nHeads, dModel / Math.max(1, nHeads)).withBiases(true, true);
        boolean scaled = config.flag("scale_attn_weights", true);
        ModelConfig read = ModelConfig.builder(name())
                .sizes(dModel, config.integer("vocab_size"), config.integer("n_positions", 1024))
                .attention(scaled ? attention : attention.withScale(1))
                .mlp(MlpShape.plain(
                        config.integer("n_inner", 4 * dModel),
                        config.nonlinearity("activation_function", Nonlinearity.GELU_TANH)))
                .norms(Norms.layer(config.number("layer_norm_epsilon", 1e-5)))
                .embeddings(new Embeddings(config.flag("tie_word_embeddings", true), true, false))
                .layers(ModelConfig.alike(config.integer("n_layer"), new LayerAttention(LayerAttention.ALL, null)))
                .build();
        config.refuseWhatNobodyRead();
        return read;
    }

    @Override
    public ObjectNode toHub(ModelConfig config) {
        return GptKeys.head("GPT2LMHeadModel", name(), config)
                .put("activation_function", config.mlp().nonlinearity().hubName())
                .put("n_embd", config.dModel())
                .put("n_head", config.nHeads())
                .put("n_layer", config.nLayers())
                .put("n_inner", config.dMlp())
                .put("n_positions", config.nCtx())
                .put("layer_norm_epsilon", config.normEpsilon())
                .put("scale_attn_weights", config.attention().scale() != 1);
    }

    @Override
    public String hubPrefix() {
        return "transformer.";
    }

    /** Older files hold the causal mask. */
    @Override
    public boolean ignores(String hubName) {
        return hubName.endsWith(".attn.bias") || hubName.endsWith(".attn.masked_bias");
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        List<StoredTensor> tensors = new ArrayList<>();
        for (WeightName weight : WeightName.all(config)) {
            String attention = "transformer.h." + weight.layer() + ".attn.c_attn";
            int layer = weight.layer();
            switch (weight.kind()) {
                case QUERY ->
                    tensors.add(GptKeys.fused(
                            attention + ".weight", Layout.COLUMNS, layer, Kind.QUERY, Kind.KEY, Kind.VALUE));
                case QUERY_BIAS ->
                    tensors.add(GptKeys.fused(
                            attention + ".bias", Layout.ROWS, layer, Kind.QUERY_BIAS, Kind.KEY_BIAS, Kind.VALUE_BIAS));
                case KEY, VALUE, KEY_BIAS, VALUE_BIAS -> {} // with the query
                case ATTN_OUT, UP, DOWN ->
                    tensors.add(new StoredTensor(hubName(weight), Layout.COLUMNS, List.of(weight)));
                default -> tensors.add(StoredTensor.plain(hubName(weight), weight));
            }
        }
        return tensors;
    }

    private static String hubName(WeightName weight) {
        String layer = "transformer.h." + weight.layer() + ".";
        return switch (weight.kind()) {
            case EMBED -> "transformer.wte.weight";
            case POSITIONS -> "transformer.wpe.weight";
            case ATTN_NORM -> layer + "ln_1.weight";
            case ATTN_OUT -> layer + "attn.c_proj.weight";
            case MLP_NORM -> layer + "ln_2.weight";
            case UP -> layer + "mlp.c_fc.weight";
            case DOWN -> layer + "mlp.c_proj.weight";
            case FINAL_NORM -> "transformer.ln_f.weight";
            case UNEMBED -> "lm_head.weight";
            default -> HubNames.bias(hubName(weight.withoutBias()));
        };
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("gpt2");
    }

    @Override
    public ModelConfig fromGguf(GgufFile file) {
        GgufKeys keys = new GgufKeys(file);
        ModelConfigBuilder model = keys.model(name(), Nonlinearity.GELU_TANH);
        model.attention(model.attention().withBiases(true, true))
                .mlp(MlpShape.plain(model.mlp().dMlp(), model.mlp().nonlinearity()))
                .embeddings(new Embeddings(!keys.has("output.weight"), true, false));
        keys.refuseWhatNobodyRead();
        return model.build();
    }

    /** Matrices are stored as everywhere. */
    @Override
    public List<StoredTensor> ggufTensors(ModelConfig config) {
        return GgufNames.fused(config);
    }
}
