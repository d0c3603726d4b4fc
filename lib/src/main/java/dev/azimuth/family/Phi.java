package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Phi-1, 1.5 and 2: attention and MLP side by side behind one LayerNorm, a part of each head rotary, biases everywhere. */
final class Phi extends LlamaLike {
    private static final double ROTARY = 0.5; // the part of a head that turns, where the file does not say

    Phi() {
        super("phi", "PhiForCausalLM", new Defaults(0, 0, 1e-5, 10000, false));
    }

    @Override
    String epsilonKey() {
        return "layer_norm_eps";
    }

    @Override
    Nonlinearity defaultNonlinearity() {
        return Nonlinearity.GELU_TANH;
    }

    @Override
    Rope rope(ConfigReader config, ModelConfigBuilder model) {
        return new RopeKeys(config, model.attention().dHead(), model.nCtx(), ROTARY).read("rope_theta", 10000);
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        config.require("qk_layernorm", "false");
        shape(model, config.flag("tie_word_embeddings", false));
    }

    private static void shape(ModelConfigBuilder model, boolean tied) {
        model.attention(model.attention().withBiases(true, true))
                .mlp(MlpShape.plain(model.mlp().dMlp(), model.mlp().nonlinearity()))
                .norms(Norms.layer(model.norms().epsilon()))
                .block(BlockLayout.PARALLEL_ONE_NORM)
                .embeddings(new Embeddings(tied, false, true));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        Layers.firstRope(config)
                .ifPresent(rope -> json.put("partial_rotary_factor", (double) rope.dims() / config.dHead()));
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
            case ATTN_OUT -> layer + "self_attn.dense.weight";
            case UP -> layer + "mlp.fc1.weight";
            case DOWN -> layer + "mlp.fc2.weight";
            case FINAL_NORM -> "model.final_layernorm.weight";
            case ATTN_OUT_BIAS, UP_BIAS, DOWN_BIAS, FINAL_NORM_BIAS -> HubNames.bias(hubName(weight.withoutBias()));
            default -> HubNames.of(weight);
        };
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("phi2");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        shape(model, !keys.has("output.weight"));
    }
}
