package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.family.StoredTensor.Layout;
import dev.azimuth.family.WeightName.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** GPT-NeoX and Pythia: attention and MLP side by side, a part of each head rotary, query, key and value in one matrix. */
final class GptNeoX implements ModelFamily {
    @Override
    public String name() {
        return "gpt_neox";
    }

    @Override
    public ModelConfig fromHub(JsonNode json, String file) {
        ConfigReader config = new ConfigReader(file, json);
        int dModel = config.integer("hidden_size");
        int nHeads = config.integer("num_attention_heads");
        int nCtx = config.integer("max_position_embeddings", 2048);
        boolean bias = config.flag("attention_bias", true);
        AttentionShape attention =
                AttentionShape.of(nHeads, nHeads, dModel / Math.max(1, nHeads)).withBiases(bias, bias);
        Rope rope = new RopeKeys(config, attention.dHead(), nCtx, config.number("rotary_pct", 0.25))
                .read("rotary_emb_base", config.number("rope_theta", 10000));
        ModelConfig read = ModelConfig.builder(name())
                .sizes(dModel, config.integer("vocab_size"), nCtx)
                .attention(attention)
                .mlp(MlpShape.plain(
                        config.integer("intermediate_size"), config.nonlinearity("hidden_act", Nonlinearity.GELU)))
                .norms(Norms.layer(config.number("layer_norm_eps", 1e-5)))
                .block(config.flag("use_parallel_residual", true) ? BlockLayout.PARALLEL : BlockLayout.SEQUENTIAL)
                .embeddings(new Embeddings(config.flag("tie_word_embeddings", false), false, false))
                .layers(ModelConfig.alike(
                        config.integer("num_hidden_layers"), new LayerAttention(LayerAttention.ALL, rope)))
                .build();
        config.refuseWhatNobodyRead();
        return read;
    }

    @Override
    public ObjectNode toHub(ModelConfig config) {
        ObjectNode json = GptKeys.head("GPTNeoXForCausalLM", name(), config)
                .put("hidden_act", config.mlp().nonlinearity().hubName())
                .put("hidden_size", config.dModel())
                .put("num_attention_heads", config.nHeads())
                .put("num_hidden_layers", config.nLayers())
                .put("intermediate_size", config.dMlp())
                .put("max_position_embeddings", config.nCtx())
                .put("layer_norm_eps", config.normEpsilon())
                .put("attention_bias", config.attention().inputBias())
                .put("use_parallel_residual", config.block() != BlockLayout.SEQUENTIAL);
        Layers.firstRope(config).ifPresent(rope -> {
            json.put("rotary_pct", (double) rope.dims() / config.dHead());
            RopeKeys.write(json, "rotary_emb_base", rope);
        });
        return json;
    }

    @Override
    public String hubPrefix() {
        return "gpt_neox.";
    }

    /** Older files hold the causal mask and the rotary wavelengths. */
    @Override
    public boolean ignores(String hubName) {
        return hubName.endsWith(".attention.bias")
                || hubName.endsWith(".attention.masked_bias")
                || hubName.endsWith(".rotary_emb.inv_freq");
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        List<StoredTensor> tensors = new ArrayList<>();
        for (WeightName weight : WeightName.all(config)) {
            String attention = "gpt_neox.layers." + weight.layer() + ".attention.query_key_value";
            int layer = weight.layer();
            switch (weight.kind()) {
                case QUERY ->
                    tensors.add(GptKeys.fused(
                            attention + ".weight", Layout.HEADS, layer, Kind.QUERY, Kind.KEY, Kind.VALUE));
                case QUERY_BIAS ->
                    tensors.add(GptKeys.fused(
                            attention + ".bias", Layout.HEADS, layer, Kind.QUERY_BIAS, Kind.KEY_BIAS, Kind.VALUE_BIAS));
                case KEY, VALUE, KEY_BIAS, VALUE_BIAS -> {} // with the query
                default -> tensors.add(StoredTensor.plain(hubName(weight), weight));
            }
        }
        return tensors;
    }

    /** The unembedding's name in the files of transformers before version 5. */
    @Override
    public String olderName(String hubName) {
        return hubName.equals("lm_head.weight") ? "embed_out.weight" : hubName;
    }

    private static String hubName(WeightName weight) {
        String layer = "gpt_neox.layers." + weight.layer() + ".";
        return switch (weight.kind()) {
            case EMBED -> "gpt_neox.embed_in.weight";
            case ATTN_NORM -> layer + "input_layernorm.weight";
            case ATTN_OUT -> layer + "attention.dense.weight";
            case MLP_NORM -> layer + "post_attention_layernorm.weight";
            case UP -> layer + "mlp.dense_h_to_4h.weight";
            case DOWN -> layer + "mlp.dense_4h_to_h.weight";
            case FINAL_NORM -> "gpt_neox.final_layer_norm.weight";
            case UNEMBED -> "lm_head.weight";
            default -> HubNames.bias(hubName(weight.withoutBias()));
        };
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("gptneox");
    }

    @Override
    public ModelConfig fromGguf(GgufFile file) {
        GgufKeys keys = new GgufKeys(file);
        ModelConfigBuilder model = keys.model(name(), Nonlinearity.GELU);
        boolean bias = keys.has("blk.0.attn_qkv.bias");
        model.attention(model.attention().withBiases(bias, bias))
                .mlp(MlpShape.plain(model.mlp().dMlp(), model.mlp().nonlinearity()))
                .block(keys.flag("use_parallel_residual", true) ? BlockLayout.PARALLEL : BlockLayout.SEQUENTIAL);
        Layers.turn(model, GgufRope.read(keys, model));
        keys.refuseWhatNobodyRead();
        return model.build();
    }

    /** One after the other, not head by head. */
    @Override
    public List<StoredTensor> ggufTensors(ModelConfig config) {
        return GgufNames.fused(config);
    }
}
