package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.IntStream;

/** Qwen2 and Qwen2.5: Llama with biases of query, key and value, and windows in the upper layers where asked for. */
final class Qwen2 extends LlamaLike {
    Qwen2() {
        super("qwen2", "Qwen2ForCausalLM", Defaults.LLAMA);
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        model.attention(model.attention().withBiases(true, false));
        readWindows(config, model);
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        writeWindows(config, json);
    }

    /** The windows of Qwen's families, off unless {@code use_sliding_window}. */
    static void readWindows(ConfigReader config, ModelConfigBuilder model) {
        int nLayers = model.layers().size();
        int window = config.integerOrNone("sliding_window", 4096);
        int first = config.integer("max_window_layers", 28);
        boolean used = config.flag("use_sliding_window", false);
        boolean[] byDefault = new boolean[nLayers];
        IntStream.range(0, nLayers).forEach(layer -> byDefault[layer] = used && layer >= first);
        boolean[] sliding = Layers.sliding(config, nLayers).orElse(byDefault);
        LayerAttention global = model.layers().get(0);
        Layers.slide(model, sliding, new LayerAttention(used ? window : LayerAttention.ALL, global.rope()), global);
    }

    static void writeWindows(ModelConfig config, ObjectNode json) {
        int window = Layers.window(config);
        json.put("use_sliding_window", window > 0);
        json.put("sliding_window", window > 0 ? (Integer) window : null);
        Layers.writeTypes(config, json);
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("qwen2");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        model.attention(model.attention().withBiases(true, false));
    }
}
