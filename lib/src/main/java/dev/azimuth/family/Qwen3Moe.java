package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Qwen3's mixtures of experts: Qwen3 with many small MLPs, of which each token chooses a few. */
final class Qwen3Moe extends LlamaLike {
    Qwen3Moe() {
        super("qwen3_moe", "Qwen3MoeForCausalLM", new Defaults(4, 0, 1e-6, 10000, false));
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        boolean bias = config.flag("attention_bias", false);
        config.require("use_sliding_window", "false");
        config.pass("sliding_window"); // not used, by the key above
        config.pass("max_window_layers");
        config.require("decoder_sparse_step", "1");
        if (!config.list("mlp_only_layers").isEmpty()) {
            throw config.wrong("mlp_only_layers", config.list("mlp_only_layers"), "empty: every layer has experts");
        }
        int count = config.integer("num_experts", config.integer("num_local_experts", 128));
        MlpShape.Experts experts = new MlpShape.Experts(
                count, config.integer("num_experts_per_tok", 8), config.flag("norm_topk_prob", false));
        MlpShape one = MlpShape.gated(
                config.integer("moe_intermediate_size", 768), model.mlp().nonlinearity());
        model.attention(model.attention().withBiases(bias, bias))
                .norms(model.norms().withQueryKey(Norms.QueryKey.PER_HEAD))
                .mlp(one.withExperts(experts));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        MlpShape.Experts experts = config.mlp().experts();
        json.put("attention_bias", config.attention().inputBias());
        json.put("moe_intermediate_size", config.dMlp());
        json.put("num_experts", experts.count());
        json.put("num_experts_per_tok", experts.active());
        json.put("norm_topk_prob", experts.renormalized());
        json.put("decoder_sparse_step", 1);
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("qwen3moe");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        model.norms(model.norms().withQueryKey(Norms.QueryKey.PER_HEAD)).mlp(keys.mixture(model.mlp()));
    }
}
