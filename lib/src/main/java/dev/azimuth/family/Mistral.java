package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Mistral: Llama, each query seeing a window of the last tokens. */
final class Mistral extends LlamaLike {
    Mistral() {
        super("mistral", "MistralForCausalLM", new Defaults(8, 0, 1e-6, 10000, false));
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        Layers.window(model, config.integerOrNone("sliding_window", 4096));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        int window = Layers.window(config);
        json.put("sliding_window", window == LayerAttention.ALL ? null : (Integer) window);
    }
}
