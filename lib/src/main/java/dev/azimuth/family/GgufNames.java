package dev.azimuth.family;

/** The names that GGUF gives to weights, the same in every architecture. */
final class GgufNames {
    private GgufNames() {}

    static String of(WeightName weight) {
        String layer = "blk." + weight.layer() + ".";
        return switch (weight.kind()) {
            case EMBED -> "token_embd.weight";
            case POSITIONS -> "position_embd.weight";
            case ATTN_NORM -> layer + "attn_norm.weight";
            case QUERY -> layer + "attn_q.weight";
            case KEY -> layer + "attn_k.weight";
            case VALUE -> layer + "attn_v.weight";
            case QUERY_NORM -> layer + "attn_q_norm.weight";
            case KEY_NORM -> layer + "attn_k_norm.weight";
            case ATTN_OUT -> layer + "attn_output.weight";
            case ATTN_POST_NORM -> layer + "post_attention_norm.weight";
            case MLP_NORM -> layer + "ffn_norm.weight";
            case ROUTER -> layer + "ffn_gate_inp.weight";
            case GATE -> layer + "ffn_gate.weight";
            case UP -> layer + "ffn_up.weight";
            case DOWN -> layer + "ffn_down.weight";
            case MLP_POST_NORM -> layer + "post_ffw_norm.weight";
            case FINAL_NORM -> "output_norm.weight";
            case UNEMBED -> "output.weight";
            default -> bias(weight);
        };
    }

    private static String bias(WeightName bias) {
        return of(bias.withoutBias()).replace(".weight", ".bias");
    }
}
