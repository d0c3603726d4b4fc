package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;

/** SmolLM3: Llama without a rotary embedding in every fourth layer. */
final class SmolLm3 extends LlamaLike {
    SmolLm3() {
        super("smollm3", "SmolLM3ForCausalLM", new Defaults(4, 0, 1e-6, 2e6, true));
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        boolean bias = config.flag("attention_bias", false);
        model.attention(model.attention().withBiases(bias, bias))
                .mlp(model.mlp().withBias(config.flag("mlp_bias", false)));
        config.require("use_sliding_window", "false");
        config.pass("sliding_window"); // not used, by the key above
        config.pass("max_window_layers");
        config.pass("layer_types"); // follows from the keys around it
        int interval = Math.max(1, config.integer("no_rope_layer_interval", 4));
        List<String> turns = config.list("no_rope_layers"); // which has a 1 for each layer that does turn
        List<LayerAttention> layers = model.layers();
        if (!turns.isEmpty() && turns.size() < layers.size()) {
            throw config.wrong("no_rope_layers", turns, "a list of " + layers.size() + ", one for each layer");
        }
        model.layers(IntStream.range(0, layers.size())
                .mapToObj(i -> (turns.isEmpty()
                                ? (i + 1) % interval != 0
                                : turns.get(i).equals("1"))
                        ? layers.get(i)
                        : new LayerAttention(LayerAttention.ALL, null))
                .toList());
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        json.put("attention_bias", config.attention().inputBias());
        json.put("mlp_bias", config.mlp().bias());
        ArrayNode turns = json.putArray("no_rope_layers");
        config.layers().forEach(layer -> turns.add(layer.rope() == null ? 0 : 1));
    }
}
