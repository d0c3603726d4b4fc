package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.OptionalDouble;

/** Llama and the models built like it, such as SmolLM2: pre-norm RMSNorm, rotary attention, gated SiLU MLP, no biases. */
final class Llama implements ModelFamily {
    private static final double DEFAULT_THETA = 10000;

    @Override
    public String name() {
        return "llama";
    }

    @Override
    public String ggufName() {
        return "llama";
    }

    @Override
    public ModelConfig fromHub(JsonNode json, String file) {
        ConfigReader config = new ConfigReader(file, json);
        config.require("hidden_act", "silu");
        config.require("attention_bias", "false");
        config.require("mlp_bias", "false");
        int dModel = config.integer("hidden_size");
        int nHeads = config.integer("num_attention_heads");
        ModelConfig read = new ModelConfig(
                name(),
                config.integer("num_hidden_layers"),
                dModel,
                nHeads,
                config.optionalInteger("num_key_value_heads").orElse(nHeads),
                config.optionalInteger("head_dim").orElse(dModel / Math.max(1, nHeads)),
                config.integer("intermediate_size"),
                config.integer("vocab_size"),
                config.optionalInteger("max_position_embeddings").orElse(2048),
                config.optionalNumber("rms_norm_eps").orElse(1e-6),
                ropeTheta(config),
                config.flag("tie_word_embeddings", false));
        config.refuseWhatNobodyRead();
        return read;
    }

    /** Newer files keep the rotary base in {@code rope_parameters}, older ones at the top. */
    private static double ropeTheta(ConfigReader config) {
        OptionalDouble theta = config.optionalNumber("rope_theta");
        for (String key : new String[] {"rope_parameters", "rope_scaling"}) {
            ConfigReader rope = config.object(key);
            rope.require("rope_type", "default");
            rope.require("type", "default");
            OptionalDouble inner = rope.optionalNumber("rope_theta");
            theta = inner.isPresent() ? inner : theta;
            rope.refuseWhatNobodyRead();
        }
        return theta.orElse(DEFAULT_THETA);
    }

    @Override
    public ModelConfig fromGguf(Map<String, Object> metadata, String file, boolean tied) {
        GgufKeys keys = new GgufKeys(file, "llama.", metadata);
        keys.refuse("rope.scaling.type", "none");
        keys.refuse("expert_count", "0");
        int nHeads = keys.integer("attention.head_count");
        int dModel = keys.integer("embedding_length");
        int dHead = (int) keys.number("attention.key_length", dModel / (double) Math.max(1, nHeads));
        if ((int) keys.number("rope.dimension_count", dHead) != dHead) {
            throw new UnsupportedModelException(file + ": llama.rope.dimension_count differs from d_head " + dHead
                    + "; partial rotary embeddings are not supported for this family.");
        }
        return new ModelConfig(
                name(),
                keys.integer("block_count"),
                dModel,
                nHeads,
                (int) keys.number("attention.head_count_kv", nHeads),
                dHead,
                keys.integer("feed_forward_length"),
                keys.vocabularySize(),
                keys.integer("context_length"),
                keys.number("attention.layer_norm_rms_epsilon", 1e-5),
                keys.number("rope.freq_base", DEFAULT_THETA),
                tied);
    }

    @Override
    public ObjectNode toHub(ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("model_type", name());
        json.put("hidden_act", "silu");
        json.put("hidden_size", config.dModel());
        json.put("num_attention_heads", config.nHeads());
        json.put("num_key_value_heads", config.nKeyValueHeads());
        json.put("head_dim", config.dHead());
        json.put("num_hidden_layers", config.nLayers());
        json.put("intermediate_size", config.dMlp());
        json.put("vocab_size", config.dVocab());
        json.put("max_position_embeddings", config.nCtx());
        json.put("rms_norm_eps", config.normEpsilon());
        json.put("rope_theta", config.ropeTheta());
        json.put("tie_word_embeddings", config.tiedEmbeddings());
        json.put("attention_bias", false);
        json.put("mlp_bias", false);
        json.put("torch_dtype", "float32");
        return json;
    }

    @Override
    public String hubName(WeightName weight) {
        String layer = "model.layers." + weight.layer() + ".";
        return switch (weight.kind()) {
            case EMBED -> "model.embed_tokens.weight";
            case ATTN_NORM -> layer + "input_layernorm.weight";
            case QUERY -> layer + "self_attn.q_proj.weight";
            case KEY -> layer + "self_attn.k_proj.weight";
            case VALUE -> layer + "self_attn.v_proj.weight";
            case ATTN_OUT -> layer + "self_attn.o_proj.weight";
            case MLP_NORM -> layer + "post_attention_layernorm.weight";
            case GATE -> layer + "mlp.gate_proj.weight";
            case UP -> layer + "mlp.up_proj.weight";
            case DOWN -> layer + "mlp.down_proj.weight";
            case FINAL_NORM -> "model.norm.weight";
            case UNEMBED -> "lm_head.weight";
        };
    }

    @Override
    public String ggufName(WeightName weight) {
        String layer = "blk." + weight.layer() + ".";
        return switch (weight.kind()) {
            case EMBED -> "token_embd.weight";
            case ATTN_NORM -> layer + "attn_norm.weight";
            case QUERY -> layer + "attn_q.weight";
            case KEY -> layer + "attn_k.weight";
            case VALUE -> layer + "attn_v.weight";
            case ATTN_OUT -> layer + "attn_output.weight";
            case MLP_NORM -> layer + "ffn_norm.weight";
            case GATE -> layer + "ffn_gate.weight";
            case UP -> layer + "ffn_up.weight";
            case DOWN -> layer + "ffn_down.weight";
            case FINAL_NORM -> "output_norm.weight";
            case UNEMBED -> "output.weight";
        };
    }

    @Override
    public boolean interleavedInGguf(WeightName weight) {
        return weight.kind() == WeightName.Kind.QUERY || weight.kind() == WeightName.Kind.KEY;
    }
}
