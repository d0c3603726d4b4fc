package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What the many families share that write their configuration with Llama's keys and their weights under Llama's names. */
abstract class LlamaLike implements ModelFamily {
    /**
     * What transformers takes where a file says nothing.
     *
     * @param nKeyValueHeads 0 for as many as query heads
     * @param dHead 0 for {@code d_model / n_heads}
     */
    record Defaults(int nKeyValueHeads, int dHead, double epsilon, double theta, boolean tied) {
        static final Defaults LLAMA = new Defaults(0, 0, 1e-6, 10000, false);
    }

    private final String name;
    private final String architecture;
    private final Defaults defaults;

    /**
     * @param architecture the class in transformers, such as {@code LlamaForCausalLM}
     */
    LlamaLike(String name, String architecture, Defaults defaults) {
        this.name = name;
        this.architecture = architecture;
        this.defaults = defaults;
    }

    /** Reads the keys that Llama does not have. */
    abstract void read(ConfigReader config, ModelConfigBuilder model);

    /** Writes the keys that Llama does not have. */
    abstract void write(ModelConfig config, ObjectNode json);

    /** Reads from a GGUF file what Llama does not have. */
    void read(GgufKeys keys, ModelConfigBuilder model) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    public String hubPrefix() {
        return "model.";
    }

    @Override
    public ModelConfig fromHub(JsonNode json, String file) {
        ConfigReader config = new ConfigReader(file, json);
        int dModel = config.integer("hidden_size");
        int nHeads = config.integer("num_attention_heads");
        int keyValueHeads = defaults.nKeyValueHeads == 0 ? nHeads : defaults.nKeyValueHeads;
        int dHead = defaults.dHead == 0 ? dModel / Math.max(1, nHeads) : defaults.dHead;
        ModelConfigBuilder model = ModelConfig.builder(name)
                .sizes(dModel, config.integer("vocab_size"), config.integer("max_position_embeddings", 2048))
                .attention(AttentionShape.of(
                        nHeads,
                        config.integer("num_key_value_heads", keyValueHeads),
                        config.integer("head_dim", dHead)))
                .mlp(MlpShape.gated(
                        config.integer("intermediate_size"), config.nonlinearity(actKey(), defaultNonlinearity())))
                .norms(Norms.rms(config.number(epsilonKey(), defaults.epsilon)))
                .embeddings(new Embeddings(config.flag("tie_word_embeddings", defaults.tied), false, false))
                .layers(ModelConfig.alike(
                        config.integer("num_hidden_layers"), new LayerAttention(LayerAttention.ALL, null)));
        Layers.turn(model, rope(config, model));
        read(config, model);
        config.refuseWhatNobodyRead();
        return model.build();
    }

    @Override
    public ModelConfig fromGguf(GgufFile file) {
        GgufKeys keys = new GgufKeys(file);
        ModelConfigBuilder model = keys.model(name, defaultNonlinearity());
        Layers.turn(model, GgufRope.read(keys, model));
        read(keys, model);
        keys.refuseWhatNobodyRead();
        return model.build();
    }

    /** The rotary embedding of every layer. */
    Rope rope(ConfigReader config, ModelConfigBuilder model) {
        return new RopeKeys(config, model.attention().dHead(), model.nCtx()).read("rope_theta", defaults.theta);
    }

    String epsilonKey() {
        return "rms_norm_eps";
    }

    String actKey() {
        return "hidden_act";
    }

    Nonlinearity defaultNonlinearity() {
        return Nonlinearity.SILU;
    }

    @Override
    public ObjectNode toHub(ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(architecture);
        json.put("model_type", name);
        json.put(actKey(), config.mlp().nonlinearity().hubName());
        json.put("hidden_size", config.dModel());
        json.put("num_attention_heads", config.nHeads());
        json.put("num_key_value_heads", config.nKeyValueHeads());
        json.put("head_dim", config.dHead());
        json.put("num_hidden_layers", config.nLayers());
        json.put("intermediate_size", config.dMlp());
        json.put("vocab_size", config.dVocab());
        json.put("max_position_embeddings", config.nCtx());
        json.put(epsilonKey(), config.normEpsilon());
        json.put("tie_word_embeddings", config.tiedEmbeddings());
        json.put("torch_dtype", "float32");
        json.putNull("pad_token_id"); // or else transformers takes its own, which a small vocabulary may not have
        write(json, config);
        write(config, json);
        return json;
    }

    /** Writes the rotary embedding. */
    void write(ObjectNode json, ModelConfig config) {
        Layers.firstRope(config).ifPresent(rope -> RopeKeys.write(json, "rope_theta", rope));
    }

    @Override
    public List<StoredTensor> hubTensors(ModelConfig config) {
        return HubNames.plain(config);
    }
}
