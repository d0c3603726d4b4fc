package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Qwen3: Llama with every head's queries and keys normed. */
final class Qwen3 extends LlamaLike {
    Qwen3() {
        super("qwen3", "Qwen3ForCausalLM", new Defaults(32, 128, 1e-6, 10000, false));
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        boolean bias = config.flag("attention_bias", false);
        model.attention(model.attention().withBiases(bias, bias))
                .norms(model.norms().withQueryKey(Norms.QueryKey.PER_HEAD));
        Qwen2.readWindows(config, model);
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        json.put("attention_bias", config.attention().inputBias());
        Qwen2.writeWindows(config, json);
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("qwen3");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        model.norms(model.norms().withQueryKey(Norms.QueryKey.PER_HEAD));
    }
}
