package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Mixtral: Mistral with several MLPs, of which each token chooses two. */
final class Mixtral extends LlamaLike {
    Mixtral() {
        super("mixtral", "MixtralForCausalLM", new Defaults(8, 0, 1e-5, 1e6, false));
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        int count = config.integer("num_local_experts", 8);
        int active = config.integer("num_experts_per_tok", 2);
        model.mlp(model.mlp().withExperts(new MlpShape.Experts(count, active, true)));
        Layers.window(model, config.integer("sliding_window", LayerAttention.ALL));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        int window = Layers.window(config);
        json.put("num_local_experts", config.mlp().experts().count());
        json.put("num_experts_per_tok", config.mlp().experts().active());
        json.put("sliding_window", window == LayerAttention.ALL ? null : (Integer) window);
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        return WeightName.all(config).stream()
                .map(weight -> StoredTensor.plain(hubName(weight), weight))
                .toList();
    }

    private static String hubName(WeightName weight) {
        String mixture = "model.layers." + weight.layer() + ".block_sparse_moe.";
        String expert = mixture + "experts." + weight.expert() + ".";
        return switch (weight.kind()) {
            case ROUTER -> mixture + "gate.weight";
            case GATE -> expert + "w1.weight";
            case UP -> expert + "w3.weight";
            case DOWN -> expert + "w2.weight";
            default -> HubNames.of(weight);
        };
    }

    /** A Llama with experts, whose window is not written. */
    @Override
    public Optional<String> ggufName() {
        return Optional.of("llama");
    }

    @Override
    public boolean wrote(GgufFile file) {
        return super.wrote(file) && new GgufKeys(file).experts() > 0;
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        model.mlp(keys.mixture(model.mlp()));
    }

    @Override
    public List<StoredTensor> ggufTensors(ModelConfig config) {
        return GgufNames.inPairs(config);
    }
}
