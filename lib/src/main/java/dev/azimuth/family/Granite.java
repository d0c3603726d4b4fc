package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Granite: Llama with constants on embeddings, scores, what is added to the residual stream, and logits. */
final class Granite extends LlamaLike {
    Granite() {
        super("granite", "GraniteForCausalLM", Defaults.LLAMA);
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        boolean bias = config.flag("attention_bias", false);
        model.attention(model.attention()
                        .withScale(config.number("attention_multiplier", 1))
                        .withBiases(bias, bias))
                .mlp(model.mlp().withBias(config.flag("mlp_bias", false)))
                .scales(new Scales(
                        config.number("embedding_multiplier", 1),
                        config.number("residual_multiplier", 1),
                        1 / config.number("logits_scaling", 1),
                        0));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        json.put("attention_bias", config.attention().inputBias());
        json.put("mlp_bias", config.mlp().bias());
        json.put("attention_multiplier", config.attention().scale());
        json.put("embedding_multiplier", config.scales().embedding());
        json.put("residual_multiplier", config.scales().residual());
        json.put("logits_scaling", 1 / config.scales().logits());
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("granite");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        keys.require("rope.scaling.finetuned", true); // without it, these models have no rotary embedding
        model.attention(model.attention()
                        .withScale(
                                keys.number("attention.scale", model.attention().scale())))
                .scales(new Scales(
                        keys.number("embedding_scale", 1),
                        keys.number("residual_scale", 1),
                        1 / keys.number("logit_scale", 1),
                        0));
    }

    @Override
    public List<StoredTensor> ggufTensors(ModelConfig config) {
        return GgufNames.inPairs(config);
    }
}
