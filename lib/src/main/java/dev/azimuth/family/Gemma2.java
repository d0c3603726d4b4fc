package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Gemma 2: Gemma with norms on both sides, capped scores and logits, and a window in every other layer. */
final class Gemma2 extends LlamaLike {
    Gemma2() {
        super("gemma2", "Gemma2ForCausalLM", new Defaults(4, 256, 1e-6, 10000, true));
    }

    @Override
    String actKey() {
        return "hidden_activation";
    }

    @Override
    Nonlinearity defaultNonlinearity() {
        return Nonlinearity.GELU_TANH;
    }

    @Override
    void read(ConfigReader config, ModelConfigBuilder model) {
        config.pass("hidden_act"); // an older name, which transformers overrules too
        config.pass("cache_implementation");
        readShared(config, model, 50, 30);
        boolean[] everyOther = new boolean[model.layers().size()];
        for (int layer = 0; layer < everyOther.length; layer += 2) {
            everyOther[layer] = true;
        }
        LayerAttention global = model.layers().get(0);
        Layers.slide(
                model,
                Layers.sliding(config, everyOther.length).orElse(everyOther),
                new LayerAttention(config.integerOrNone("sliding_window", 4096), global.rope()),
                global);
    }

    @Override
    void write(ModelConfig config, ObjectNode json) {
        writeShared(config, json);
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        return Gemma.tensors(config);
    }

    /** What Gemma 2 and 3 have. */
    static void readShared(ConfigReader config, ModelConfigBuilder model, double scoreCap, double logitCap) {
        Gemma.readShared(config, model);
        shape(
                model,
                config.integer("query_pre_attn_scalar", 256),
                config.numberOrNone("attn_logit_softcapping", scoreCap),
                config.numberOrNone("final_logit_softcapping", logitCap));
    }

    private static void shape(ModelConfigBuilder model, int scalar, double scoreCap, double logitCap) {
        model.attention(model.attention()
                        .withScale(1 / Math.sqrt((double) scalar))
                        .withScoreCap(scoreCap))
                .norms(model.norms().withPlacement(Norms.Placement.PRE_AND_POST))
                .scales(new Scales(Math.sqrt(model.dModel()), 1, 1, logitCap));
    }

    static void writeShared(ModelConfig config, ObjectNode json) {
        double scale = config.attention().scale();
        double cap = config.attention().scoreCap();
        double logitCap = config.scales().logitCap();
        json.put("attention_bias", config.attention().inputBias());
        json.put("attn_logit_softcapping", cap > 0 ? (Double) cap : null);
        json.put("final_logit_softcapping", logitCap > 0 ? (Double) logitCap : null);
        json.put("query_pre_attn_scalar", (int) Math.rint(1 / (scale * scale)));
        json.put("sliding_window", Layers.window(config) > 0 ? (Integer) Layers.window(config) : null);
        Layers.writeTypes(config, json);
    }

    @Override
    public Optional<String> ggufName() {
        return Optional.of("gemma2");
    }

    @Override
    void read(GgufKeys keys, ModelConfigBuilder model) {
        readShared(keys, model, 46, 50, 30);
        boolean[] sliding = keys.sliding(2, model.layers().size());
        LayerAttention global = model.layers().get(0);
        int window = keys.integer("attention.sliding_window", 4096);
        Layers.slide(model, sliding, new LayerAttention(window, global.rope()), global);
    }

    /**
     * What Gemma 2 and 3 have. The scale of the queries has no key: it follows from the width of a head, but for the
     * largest model of each, which is known by its layers.
     */
    static void readShared(
            GgufKeys keys, ModelConfigBuilder model, int layersOfLargest, double scoreCap, double logitCap) {
        AttentionShape attention = model.attention();
        boolean largest = model.layers().size() == layersOfLargest;
        shape(
                model,
                largest ? model.dModel() / attention.nHeads() : attention.dHead(),
                keys.number("attn_logit_softcapping", scoreCap),
                keys.number("final_logit_softcapping", logitCap));
    }
}
