package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** OLMo 2: Llama with the norms behind attention and MLP, and queries and keys normed over all heads. */
final class Olmo2 extends LlamaLike {
    Olmo2() {
        super("olmo2", "Olmo2ForCausalLM", new Defaults(0, 0, 1e-5, 10000, false));
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        boolean bias = config.flag("attention_bias", false);
        model.attention(model.attention().withBiases(bias, bias));
        place(model);
    }

    private static void place(ModelConfigBuilder model) {
        model.norms(model.norms().withPlacement(Norms.Placement.POST).withQueryKey(Norms.QueryKey.ALL_HEADS));
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        json.put("attention_bias", config.attention().inputBias());
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("olmo2");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        place(model);
    }
}
