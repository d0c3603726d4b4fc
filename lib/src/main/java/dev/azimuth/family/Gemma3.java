package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Gemma 3's text models: Gemma 2 with normed queries and keys and, in the sliding layers, another rotary base. */
final class Gemma3 extends LlamaLike {
    Gemma3() {
        super("gemma3_text", "Gemma3ForCausalLM", new Defaults(4, 256, 1e-6, 1e6, true));
    }

    @Override
    String actKey() {
        return "hidden_activation";
    }

    @Override
    Nonlinearity defaultNonlinearity() {
        return Nonlinearity.GELU_TANH;
    }

    /** That of the layers that see everything. */
    @Override
    Rope rope(ConfigReader config, ModelConfigBuilder model) {
        RopeKeys keys = new RopeKeys(config, model.attention().dHead(), model.nCtx());
        double theta = config.number("rope_theta", 1e6);
        return config.has("rope_parameters")
                ? keys.read(config.object("rope_parameters").object("full_attention"), theta)
                : keys.read(config.object("rope_scaling"), theta);
    }

    private static Rope localRope(ConfigReader config, ModelConfigBuilder model) {
        double theta = config.number("rope_local_base_freq", 10000);
        ConfigReader both = config.object("rope_parameters");
        both.pass("full_attention");
        ConfigReader sliding = both.object("sliding_attention");
        both.refuseWhatNobodyRead();
        return new RopeKeys(config, model.attention().dHead(), model.nCtx()).read(sliding, theta);
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        config.pass("cache_implementation");
        Gemma2.readShared(config, model, 0, 0);
        model.norms(model.norms().withQueryKey(Norms.QueryKey.PER_HEAD));
        int pattern = config.integer("_sliding_window_pattern", config.integer("sliding_window_pattern", 6));
        boolean[] allButEvery = new boolean[model.layers().size()];
        for (int layer = 0; layer < allButEvery.length; layer++) {
            allButEvery[layer] = (layer + 1) % Math.max(1, pattern) != 0;
        }
        Layers.slide(
                model,
                Layers.sliding(config, allButEvery.length).orElse(allButEvery),
                new LayerAttention(config.integerOrNone("sliding_window", 4096), localRope(config, model)),
                model.layers().get(0));
    }

    @Override
    void write(ObjectNode json, ModelConfig config) {
        for (LayerAttention layer : config.layers()) {
            if (layer.rope() != null && layer.window() > 0) {
                json.put("rope_local_base_freq", layer.rope().theta());
            } else if (layer.rope() != null) {
                RopeKeys.write(json, "rope_theta", layer.rope());
            }
        }
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        Gemma2.writeShared(config, json);
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        return Gemma.tensors(config);
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("gemma3");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        Gemma2.readShared(keys, model, 62, 0, 0);
        model.norms(model.norms().withQueryKey(Norms.QueryKey.PER_HEAD));
        boolean[] sliding = keys.sliding(6, model.layers().size());
        LayerAttention global = model.layers().get(0);
        Rope local = Rope.of(model.attention().dHead(), keys.number("rope.freq_base_swa", 10000));
        int window = keys.integer("attention.sliding_window", LayerAttention.ALL);
        Layers.slide(model, sliding, new LayerAttention(window, local), global);
    }
}
