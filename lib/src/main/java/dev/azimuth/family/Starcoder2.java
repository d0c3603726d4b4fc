package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** StarCoder2: Llama with LayerNorm, two projections in the MLP, biases everywhere, and a window. */
final class Starcoder2 extends LlamaLike {
    Starcoder2() {
        super("starcoder2", "Starcoder2ForCausalLM", new Defaults(2, 0, 1e-5, 10000, true));
    }

    @Override
    String epsilonKey() {
        return "norm_epsilon";
    }

    @Override
    Nonlinearity defaultNonlinearity() {
        return Nonlinearity.GELU_TANH;
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        boolean bias = config.flag("use_bias", true);
        config.require("mlp_type", "default"); // two older names of what is fixed now
        config.require("norm_type", "layer_norm");
        model.attention(model.attention().withBiases(bias, bias))
                .mlp(model.mlp().withBias(bias))
                .norms(Norms.layer(model.norms().epsilon()));
        ungate(model);
        Layers.window(model, config.integer("sliding_window", LayerAttention.ALL));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        int window = Layers.window(config);
        json.put("use_bias", config.mlp().bias());
        json.put("sliding_window", window == LayerAttention.ALL ? null : (Integer) window);
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        return WeightName.all(config).stream()
                .map(weight -> StoredTensor.plain(hubName(weight), weight))
                .toList();
    }

    private static String hubName(WeightName weight) {
        String layer = "model.layers." + weight.layer() + ".";
        return switch (weight.kind()) {
            case UP -> layer + "mlp.c_fc.weight";
            case DOWN -> layer + "mlp.c_proj.weight";
            case UP_BIAS, DOWN_BIAS -> HubNames.bias(hubName(weight.withoutBias()));
            default -> HubNames.of(weight);
        };
    }

    private static void ungate(ModelConfigBuilder model) {
        MlpShape gated = model.mlp();
        model.mlp(MlpShape.plain(gated.dMlp(), gated.nonlinearity()).withBias(gated.bias()));
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("starcoder2");
    }

    /** The window is not written. */
    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        ungate(model);
    }
}
