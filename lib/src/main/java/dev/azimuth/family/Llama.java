package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Llama and the models built like it, such as SmolLM2: pre-norm RMSNorm, rotary attention, gated SiLU MLP. */
final class Llama extends LlamaLike {
    Llama() {
        super("llama", "LlamaForCausalLM", Defaults.LLAMA);
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        config.require("rope_interleaved", "false"); // of the program that trained SmolLM2
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

    /** Its architecture is Mistral's, too, whose window is not written, and Mixtral's. */
    @Override
    public boolean wrote(GgufFile file) {
        return super.wrote(file) && new GgufKeys(file).experts() == 0;
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        keys.require("expert_count", 0);
        keys.require("expert_used_count", 0);
    }

    @Override
    public List<StoredTensor> ggufTensors(ModelConfig config) {
        return GgufNames.inPairs(config);
    }
}
