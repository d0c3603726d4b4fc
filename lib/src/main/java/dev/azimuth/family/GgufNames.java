package dev.azimuth.family;

import dev.azimuth.family.StoredTensor.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The names that GGUF gives to weights, the same in every architecture, and how the weights lie under them. */
final class GgufNames {
    private GgufNames() {}

    /** Each weight by itself, the experts of a layer in one. */
    static List<StoredTensor> plain(ModelConfig config) {
        return tensors(config, GgufNames::of, Layout.ROWS);
    }

    /** The same with queries and keys pair by pair, as the architectures have it whose converter is Llama's. */
    static List<StoredTensor> inPairs(ModelConfig config) {
        return tensors(config, GgufNames::of, Layout.ROTARY_PAIRS);
    }

    /** Query, key and value in one. */
    static List<StoredTensor> fused(ModelConfig config) {
        return tensors(config, GgufNames::fused, Layout.ROWS);
    }

    /** Weights of the same name lie in one tensor, in the order of the pass. */
    static List<StoredTensor> tensors(ModelConfig config, Function<WeightName, String> names, Layout queryAndKey) {
        Map<String, List<WeightName>> byName = new LinkedHashMap<>();
        for (WeightName weight : WeightName.all(config)) {
            byName.computeIfAbsent(names.apply(weight), name -> new ArrayList<>())
                    .add(weight);
        }
        List<StoredTensor> tensors = new ArrayList<>();
        byName.forEach(
                (name, weights) -> tensors.add(new StoredTensor(name, layout(weights.get(0), queryAndKey), weights)));
        return tensors;
    }

    private static Layout layout(WeightName weight, Layout queryAndKey) {
        return switch (weight.kind()) {
            case QUERY, QUERY_BIAS, KEY, KEY_BIAS -> queryAndKey;
            default -> weight.expert() >= 0 ? Layout.STACKED : Layout.ROWS;
        };
    }

    static String fused(WeightName weight) {
        return switch (weight.kind()) {
            case QUERY, KEY, VALUE -> "blk." + weight.layer() + ".attn_qkv.weight";
            case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> "blk." + weight.layer() + ".attn_qkv.bias";
            default -> of(weight);
        };
    }

    private static String of(WeightName weight) {
        String layer = "blk." + weight.layer() + ".";
        String mlp = weight.expert() >= 0 ? "_exps.weight" : ".weight";
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
            case GATE -> layer + "ffn_gate" + mlp;
            case UP -> layer + "ffn_up" + mlp;
            case DOWN -> layer + "ffn_down" + mlp;
            case MLP_POST_NORM -> layer + "post_ffw_norm.weight";
            case FINAL_NORM -> "output_norm.weight";
            case UNEMBED -> "output.weight";
            default -> of(weight.withoutBias()).replace(".weight", ".bias");
        };
    }
}
