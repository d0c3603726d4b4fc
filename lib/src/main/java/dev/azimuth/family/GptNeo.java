package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** GPT-Neo: GPT-2 with unscaled scores, no biases of query, key and value, and a window in every other layer. */
final class GptNeo implements ModelFamily {
    private static final String LOCAL = "local";
    private static final String GLOBAL = "global";

    @Override
    public String name() {
        return "gpt_neo";
    }

    @Override
    public ModelConfig fromHub(JsonNode json, String file) {
        ConfigReader config = new ConfigReader(file, json);
        for (String key : List.of("type", "use_proj", "activation", "proj_to_labels", "first_dropout")) {
            config.pass("summary_" + key); // of the classifier, which is not part of the language model
        }
        int dModel = config.integer("hidden_size");
        int nHeads = config.integer("num_heads");
        int window = config.integer("window_size", 256);
        List<LayerAttention> layers = new ArrayList<>();
        for (String type : attentionTypes(config, json)) {
            layers.add(new LayerAttention(type.equals(LOCAL) ? window : LayerAttention.ALL, null));
        }
        ModelConfig read = ModelConfig.builder(name())
                .sizes(dModel, config.integer("vocab_size"), config.integer("max_position_embeddings", 2048))
                .attention(AttentionShape.of(nHeads, nHeads, dModel / Math.max(1, nHeads))
                        .withScale(1)
                        .withBiases(false, true))
                .mlp(MlpShape.plain(
                        config.integer("intermediate_size", 4 * dModel),
                        config.nonlinearity("activation_function", Nonlinearity.GELU_TANH)))
                .norms(Norms.layer(config.number("layer_norm_epsilon", 1e-5)))
                .embeddings(new Embeddings(config.flag("tie_word_embeddings", true), true, false))
                .layers(layers)
                .build();
        config.refuseWhatNobodyRead();
        return read;
    }

    /** {@code [[["global", "local"], 12]]} repeats the two 12 times; {@code attention_layers} says the same at length. */
    private static List<String> attentionTypes(ConfigReader config, JsonNode json) {
        List<String> types = new ArrayList<>();
        config.pass("attention_types");
        for (JsonNode group : json.path("attention_types")) {
            for (int time = 0; time < Math.min(group.path(1).asInt(), 1000); time++) {
                group.path(0).forEach(type -> types.add(type.asText()));
            }
        }
        List<String> atLength = config.list("attention_layers");
        int nLayers = config.integer("num_layers");
        boolean known = types.stream().allMatch(type -> type.equals(LOCAL) || type.equals(GLOBAL));
        if (!known || types.size() != nLayers || !(atLength.isEmpty() || atLength.equals(types))) {
            throw config.wrong(
                    "attention_types",
                    json.path("attention_types"),
                    "groups of '" + GLOBAL + "' and '" + LOCAL + "' that make " + nLayers
                            + " layers, the same as 'attention_layers'");
        }
        return types;
    }

    @Override
    public ObjectNode toHub(ModelConfig config) {
        ObjectNode json = GptKeys.head("GPTNeoForCausalLM", name(), config)
                .put("activation_function", config.mlp().nonlinearity().hubName())
                .put("hidden_size", config.dModel())
                .put("num_heads", config.nHeads())
                .put("num_layers", config.nLayers())
                .put("intermediate_size", config.dMlp())
                .put("max_position_embeddings", config.nCtx())
                .put("layer_norm_epsilon", config.normEpsilon());
        if (Layers.window(config) > 0) {
            json.put("window_size", Layers.window(config));
        }
        var group = json.putArray("attention_types").addArray();
        var types = group.addArray();
        config.layers().forEach(layer -> types.add(layer.window() > 0 ? LOCAL : GLOBAL));
        group.add(1);
        return json;
    }

    @Override
    public String hubPrefix() {
        return "transformer.";
    }

    /** Older files hold the causal mask. */
    @Override
    public boolean ignores(String hubName) {
        return hubName.endsWith(".attn.attention.bias") || hubName.endsWith(".attn.attention.masked_bias");
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        return WeightName.all(config).stream()
                .map(weight -> StoredTensor.plain(hubName(weight), weight))
                .toList();
    }

    private static String hubName(WeightName weight) {
        String layer = "transformer.h." + weight.layer() + ".";
        return switch (weight.kind()) {
            case EMBED -> "transformer.wte.weight";
            case POSITIONS -> "transformer.wpe.weight";
            case ATTN_NORM -> layer + "ln_1.weight";
            case QUERY -> layer + "attn.attention.q_proj.weight";
            case KEY -> layer + "attn.attention.k_proj.weight";
            case VALUE -> layer + "attn.attention.v_proj.weight";
            case ATTN_OUT -> layer + "attn.attention.out_proj.weight";
            case MLP_NORM -> layer + "ln_2.weight";
            case UP -> layer + "mlp.c_fc.weight";
            case DOWN -> layer + "mlp.c_proj.weight";
            case FINAL_NORM -> "transformer.ln_f.weight";
            case UNEMBED -> "lm_head.weight";
            default -> HubNames.bias(hubName(weight.withoutBias()));
        };
    }
}
