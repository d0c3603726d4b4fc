package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.family.WeightName.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Phi-3: Llama with query, key and value in one stored matrix, and gate and input projection in another. */
final class Phi3 extends LlamaLike {
    Phi3() {
        super("phi3", "Phi3ForCausalLM", new Defaults(0, 0, 1e-5, 10000, false));
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        config.pass("original_max_position_embeddings"); // matters to scaled rotary embeddings alone
        RopeScaling scaling = Layers.rope(model).scaling();
        if (!scaling.equals(Rope.UNSCALED) && !(scaling instanceof RopeScaling.LongRope)) {
            throw config.wrong("rope_scaling", scaling, "longrope, the only one of this family");
        }
        config.require("attention_bias", "false");
        Layers.window(model, config.integer("sliding_window", LayerAttention.ALL));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        int window = Layers.window(config);
        json.put("sliding_window", window == LayerAttention.ALL ? null : (Integer) window);
        Layers.firstRope(config).ifPresent(rope -> {
            json.put("partial_rotary_factor", (double) rope.dims() / config.dHead());
            if (rope.scaling() instanceof RopeScaling.LongRope own) {
                json.put("original_max_position_embeddings", own.context());
            }
        });
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        List<StoredTensor> tensors = new ArrayList<>();
        for (WeightName weight : WeightName.all(config)) {
            String layer = "model.layers." + weight.layer() + ".";
            switch (weight.kind()) {
                case QUERY -> tensors.add(fused(layer + "self_attn.qkv_proj.weight", weight, Kind.KEY, Kind.VALUE));
                case GATE -> tensors.add(fused(layer + "mlp.gate_up_proj.weight", weight, Kind.UP));
                case KEY, VALUE, UP -> {} // fused above
                default -> tensors.add(StoredTensor.plain(HubNames.of(weight), weight));
            }
        }
        return tensors;
    }

    private static StoredTensor fused(String name, WeightName first, Kind... rest) {
        List<WeightName> weights = new ArrayList<>(List.of(first));
        for (Kind kind : rest) {
            weights.add(WeightName.of(kind, first.layer()));
        }
        return new StoredTensor(name, StoredTensor.Layout.ROWS, weights);
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("phi3");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        Layers.window(model, keys.integer("attention.sliding_window", LayerAttention.ALL));
    }

    @Override
    public List<StoredTensor> ggufTensors(ModelConfig config) {
        return GgufNames.tensors(config, Phi3::ggufName, StoredTensor.Layout.ROWS);
    }

    private static String ggufName(WeightName weight) {
        return GgufNames.fused(weight.kind() == Kind.GATE ? WeightName.of(Kind.UP, weight.layer()) : weight);
    }
}
