package dev.azimuth.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Reads rotary embeddings from a {@code config.json} in both layouts, {@code rope_parameters} and, older, {@code
 * rope_theta} with {@code rope_scaling}; writes the older, which every version of transformers reads.
 */
final class RopeKeys {
    private static final List<String> KNOWN = List.of("default", "linear", "llama3", "yarn", "longrope");
    private static final String DYNAMIC = "one of " + KNOWN + ": its wavelengths depend on the length that a text will"
            + " have, so that what is computed of a token would change when another follows";

    private final ConfigReader config;
    private final int dHead;
    private final int nCtx;
    private final double fraction;

    RopeKeys(ConfigReader config, int dHead, int nCtx) {
        this(config, dHead, nCtx, 1);
    }

    /**
     * @param fraction the part of a head that turns, where the file does not say
     */
    RopeKeys(ConfigReader config, int dHead, int nCtx, double fraction) {
        this.config = config;
        this.dHead = dHead;
        this.nCtx = nCtx;
        this.fraction = config.number("partial_rotary_factor", fraction);
    }

    /** The rotary embedding of all layers. */
    Rope read(String thetaKey, double defaultTheta) {
        double theta = config.number(thetaKey, defaultTheta);
        boolean newer = config.has("rope_parameters");
        Rope rope = read(config.object(newer ? "rope_parameters" : "rope_scaling"), theta);
        config.require(newer ? "rope_scaling" : "rope_parameters", "null");
        return rope;
    }

    /** One object of either layout. */
    Rope read(ConfigReader rope, double theta) {
        double base = rope.number("rope_theta", theta);
        double dims = Math.floor(dHead * rope.number("partial_rotary_factor", fraction));
        RopeScaling scaling = scaling(rope);
        rope.refuseWhatNobodyRead();
        return new Rope((int) dims, base, scaling);
    }

    private RopeScaling scaling(ConfigReader rope) {
        String older = rope.text("type", "default");
        String type = rope.text("rope_type", older);
        return switch (type) {
            case "default" -> Rope.UNSCALED;
            case "linear" -> new RopeScaling.Linear(factor(rope));
            case "llama3" ->
                new RopeScaling.Llama3(
                        factor(rope),
                        rope.number("low_freq_factor", 1),
                        rope.number("high_freq_factor", 4),
                        rope.integer("original_max_position_embeddings", nCtx));
            case "yarn" -> yarn(rope);
            case "longrope", "su" -> longRope(rope);
            case "dynamic" -> throw rope.wrong("rope_type", type, DYNAMIC);
            default -> throw rope.wrong("rope_type", type, "one of " + KNOWN);
        };
    }

    private static double factor(ConfigReader rope) {
        OptionalDouble factor = rope.optionalNumber("factor");
        return factor.orElseThrow(() -> rope.wrong("factor", "absent", "a number"));
    }

    private RopeScaling yarn(ConfigReader rope) {
        int context = rope.integer("original_max_position_embeddings", nCtx);
        double factor = rope.number("factor", (double) nCtx / context);
        double mscale = rope.number("mscale", 0);
        double mscaleAll = rope.number("mscale_all_dim", 0);
        double inferred = mscale != 0 && mscaleAll != 0
                ? RopeScaling.Yarn.recommended(factor, mscale) / RopeScaling.Yarn.recommended(factor, mscaleAll)
                : RopeScaling.Yarn.recommended(factor, 1);
        return new RopeScaling.Yarn(
                factor,
                context,
                rope.number("beta_fast", 32),
                rope.number("beta_slow", 1),
                rope.flag("truncate", true),
                rope.number("attention_factor", inferred));
    }

    /** Phi-3's files have the training's context outside the object, where it overrules what is inside. */
    private RopeScaling longRope(ConfigReader rope) {
        int inside = rope.integer("original_max_position_embeddings", nCtx);
        int context = config.integer("original_max_position_embeddings", inside);
        double factor = rope.number("factor", (double) nCtx / context);
        return new RopeScaling.LongRope(
                rope.numbers("short_factor"),
                rope.numbers("long_factor"),
                context,
                rope.number("attention_factor", RopeScaling.LongRope.recommended(factor, context)));
    }

    /** The older layout's keys. */
    static void write(ObjectNode json, String thetaKey, Rope rope) {
        json.put(thetaKey, rope.theta());
        if (rope.scaling() instanceof RopeScaling.Linear linear) {
            if (linear.factor() != 1) {
                json.putObject("rope_scaling").put("rope_type", "linear").put("factor", linear.factor());
            }
        } else if (rope.scaling() instanceof RopeScaling.Llama3 llama3) {
            json.putObject("rope_scaling")
                    .put("rope_type", "llama3")
                    .put("factor", llama3.factor())
                    .put("low_freq_factor", llama3.lowFrequency())
                    .put("high_freq_factor", llama3.highFrequency())
                    .put("original_max_position_embeddings", llama3.context());
        } else if (rope.scaling() instanceof RopeScaling.Yarn yarn) {
            json.putObject("rope_scaling")
                    .put("rope_type", "yarn")
                    .put("factor", yarn.factor())
                    .put("original_max_position_embeddings", yarn.context())
                    .put("beta_fast", yarn.betaFast())
                    .put("beta_slow", yarn.betaSlow())
                    .put("truncate", yarn.truncate())
                    .put("attention_factor", yarn.attentionFactor());
        } else if (rope.scaling() instanceof RopeScaling.LongRope own) {
            ObjectNode scaling = json.putObject("rope_scaling")
                    .put("rope_type", "longrope")
                    .put("original_max_position_embeddings", own.context())
                    .put("attention_factor", own.attentionFactor());
            own.shortFactors().forEach(scaling.putArray("short_factor")::add);
            own.longFactors().forEach(scaling.putArray("long_factor")::add);
        }
    }
}
