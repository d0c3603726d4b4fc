package dev.azimuth.family;

import java.util.List;

/** The names that Llama's safetensors files give to weights, and most younger families' with them. */
final class HubNames {
    private HubNames() {}

    /** Every weight as it is, under its name. */
    static List<StoredTensor> plain(ModelConfig config) {
        return WeightName.all(config).stream()
                .map(weight -> StoredTensor.plain(of(weight), weight))
                .toList();
    }

    static String of(WeightName weight) {
        String layer = "model.layers." + weight.layer() + ".";
        return switch (weight.kind()) {
            case EMBED -> "model.embed_tokens.weight";
            case ATTN_NORM -> layer + "input_layernorm.weight";
            case QUERY -> layer + "self_attn.q_proj.weight";
            case KEY -> layer + "self_attn.k_proj.weight";
            case VALUE -> layer + "self_attn.v_proj.weight";
            case QUERY_NORM -> layer + "self_attn.q_norm.weight";
            case KEY_NORM -> layer + "self_attn.k_norm.weight";
            case ATTN_OUT -> layer + "self_attn.o_proj.weight";
            case MLP_NORM -> layer + "post_attention_layernorm.weight";
            case ATTN_POST_NORM -> layer + "post_attention_layernorm.weight";
            case ROUTER -> layer + "mlp.gate.weight";
            case GATE -> layer + expert(weight) + "gate_proj.weight";
            case UP -> layer + expert(weight) + "up_proj.weight";
            case DOWN -> layer + expert(weight) + "down_proj.weight";
            case MLP_POST_NORM -> layer + "post_feedforward_layernorm.weight";
            case FINAL_NORM -> "model.norm.weight";
            case UNEMBED -> "lm_head.weight";
            case POSITIONS -> throw new IllegalArgumentException("These families have no " + weight + ".");
            default -> bias(of(weight.withoutBias()));
        };
    }

    /** A bias's name, from that of the matrix it belongs to. */
    static String bias(String matrix) {
        return matrix.substring(0, matrix.lastIndexOf('.')) + ".bias";
    }

    private static String expert(WeightName weight) {
        return weight.expert() < 0 ? "mlp." : "mlp.experts." + weight.expert() + ".";
    }
}
