package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Llama and the models built like it, such as SmolLM2: pre-norm RMSNorm, rotary attention, gated SiLU MLP. */
final class Llama extends LlamaLike {
    Llama() {
        super("llama", "LlamaForCausalLM", Defaults.LLAMA);
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        boolean bias = config.flag("attention_bias", false);
        model.attention(model.attention().withBiases(bias, bias))
                .mlp(model.mlp().withBias(config.flag("mlp_bias", false)));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        json.put("attention_bias", config.attention().inputBias());
        json.put("mlp_bias", config.mlp().bias());
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("llama");
    }

    @Override
    public ModelConfig fromGguf(Map<String, Object> metadata, String file, boolean tied) {
        GgufKeys keys = new GgufKeys(file, "llama.", metadata);
        keys.refuse("rope.scaling.type", "none");
        keys.refuse("expert_count", "0");
        int nHeads = keys.integer("attention.head_count");
        int dModel = keys.integer("embedding_length");
        int dHead = (int) keys.number("attention.key_length", dModel / (double) Math.max(1, nHeads));
        if ((int) keys.number("rope.dimension_count", dHead) != dHead) {
            throw new UnsupportedModelException(file + ": llama.rope.dimension_count differs from d_head " + dHead
                    + "; partial rotary embeddings are not supported for this family.");
        }
        Rope rope = Rope.of(dHead, keys.number("rope.freq_base", Defaults.LLAMA.theta()));
        return ModelConfig.builder(name())
                .sizes(dModel, keys.vocabularySize(), keys.integer("context_length"))
                .attention(AttentionShape.of(nHeads, (int) keys.number("attention.head_count_kv", nHeads), dHead))
                .mlp(MlpShape.gated(keys.integer("feed_forward_length"), Nonlinearity.SILU))
                .norms(Norms.rms(keys.number("attention.layer_norm_rms_epsilon", 1e-5)))
                .embeddings(new Embeddings(tied, false, false))
                .layers(ModelConfig.alike(keys.integer("block_count"), new LayerAttention(LayerAttention.ALL, rope)))
                .build();
    }

    /** Queries and keys lie pair by pair. */
    @Override
    public List<StoredTensor> ggufTensors(ModelConfig config) {
        return WeightName.all(config).stream()
                .map(weight -> new StoredTensor(
                        GgufNames.of(weight),
                        switch (weight.kind()) {
                            case QUERY, KEY -> StoredTensor.Layout.ROTARY_PAIRS;
                            default -> StoredTensor.Layout.ROWS;
                        },
                        List.of(weight)))
                .toList();
    }
}
