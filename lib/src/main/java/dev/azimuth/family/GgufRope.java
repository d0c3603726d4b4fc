package dev.azimuth.family;

import java.util.List;
import java.util.Set;

/** Reads a rotary embedding from a GGUF file, which keeps its scaling in keys and each pair's own factors in tensors. */
final class GgufRope {
    private static final String FACTORS = "rope_freqs.weight";
    private static final String LONG_FACTORS = "rope_factors_long.weight";
    private static final String SHORT_FACTORS = "rope_factors_short.weight";

    /** The tensors that are settings. */
    static final Set<String> TENSORS = Set.of(FACTORS, LONG_FACTORS, SHORT_FACTORS);

    private static final String TYPE = "rope.scaling.type";
    private static final String FACTOR = "rope.scaling.factor";
    private static final String CONTEXT = "rope.scaling.original_context_length";

    private GgufRope() {}

    /** The rotary embedding of the layers that see everything. */
    static Rope read(GgufKeys keys, ModelConfigBuilder model) {
        int dims = keys.integer("rope.dimension_count", model.attention().dHead());
        return new Rope(dims, keys.number("rope.freq_base", 10000), scaling(keys, model.nCtx()));
    }

    private static RopeScaling scaling(GgufKeys keys, int nCtx) {
        if (keys.has(FACTORS)) {
            keys.require(TYPE, "none");
            List<Double> factors = keys.numbers(FACTORS);
            return new RopeScaling.LongRope(factors, factors, nCtx, 1);
        }
        if (keys.has(LONG_FACTORS)) {
            keys.require(TYPE, "longrope");
            return new RopeScaling.LongRope(
                    keys.numbers(SHORT_FACTORS),
                    keys.numbers(LONG_FACTORS),
                    keys.integer(CONTEXT, nCtx),
                    keys.number("rope.scaling.attn_factor", 1));
        }
        double factor = keys.number(FACTOR, 0); // 0 is none, too
        String type = keys.text(TYPE, factor == 0 ? "none" : "linear");
        int context = keys.integer(CONTEXT, nCtx); // some write it without a scaling
        return switch (type) {
            case "none" -> Rope.UNSCALED;
            case "linear" -> new RopeScaling.Linear(factor);
            case "yarn" -> yarn(keys, factor, context);
            default -> throw keys.wrong(TYPE, type, "one of " + List.of("none", "linear", "yarn"));
        };
    }

    private static RopeScaling yarn(GgufKeys keys, double factor, int context) {
        keys.require("rope.scaling.yarn_ext_factor", "1.0");
        return new RopeScaling.Yarn(
                factor,
                context,
                keys.number("rope.scaling.yarn_beta_fast", 32),
                keys.number("rope.scaling.yarn_beta_slow", 1),
                true,
                RopeScaling.Yarn.recommended(factor, 1));
    }
}
