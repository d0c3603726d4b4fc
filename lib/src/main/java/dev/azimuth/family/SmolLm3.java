package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** SmolLM3: Llama without a rotary embedding in every fourth layer. */
final class SmolLm3 extends LlamaLike {
    private static final int INTERVAL = 4;

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
        int interval = Math.max(1, config.integer("no_rope_layer_interval", INTERVAL));
        List<String> turns = config.list("no_rope_layers"); // which has a 1 for each layer that does turn
        int nLayers = model.layers().size();
        if (!turns.isEmpty() && turns.size() < nLayers) {
            throw config.wrong("no_rope_layers", turns, "a list of " + nLayers + ", one for each layer");
        }
        turn(
                model,
                layer -> turns.isEmpty()
                        ? turns(layer, interval)
                        : turns.get(layer).equals("1"));
    }

    private static boolean turns(int layer, int interval) {
        return (layer + 1) % interval != 0;
    }

    private static void turn(ModelConfigBuilder model, IntPredicate turns) {
        List<LayerAttention> layers = model.layers();
        model.layers(IntStream.range(0, layers.size())
                .mapToObj(layer -> turns.test(layer) ? layers.get(layer) : new LayerAttention(LayerAttention.ALL, null))
                .toList());
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        json.put("attention_bias", config.attention().inputBias());
        json.put("mlp_bias", config.mlp().bias());
        ArrayNode turns = json.putArray("no_rope_layers");
        config.layers().forEach(layer -> turns.add(layer.rope() == null ? 0 : 1));
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("smollm3");
    }

    /** The interval has no key. */
    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        turn(model, layer -> turns(layer, INTERVAL));
    }

    @Override
    public List<StoredTensor> ggufTensors(ModelConfig config) {
        return GgufNames.inPairs(config);
    }
}
