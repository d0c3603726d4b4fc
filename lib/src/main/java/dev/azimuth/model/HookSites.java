package dev.azimuth.model;

import dev.azimuth.family.BlockLayout;
import dev.azimuth.family.MlpShape;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which hook points a model has: a norm after attention, neurons of one MLP, learned positions are not in every family. */
final class HookSites {
    /** What comes after all layers. */
    private static final Set<HookPoint> AT_THE_END =
            EnumSet.of(HookPoint.LN_FINAL_SCALE, HookPoint.LN_FINAL_NORMALIZED, HookPoint.LOGITS);

    private HookSites() {}

    /** All of them, in the order of the pass. */
    static List<HookName> of(Weights weights) {
        List<HookName> names = new ArrayList<>();
        for (HookPoint point : HookPoint.values()) {
            if (!point.isPerLayer() && !AT_THE_END.contains(point) && has(weights, point)) {
                names.add(new HookName(point, HookName.NO_LAYER));
            }
        }
        for (int layer = 0; layer < weights.config().nLayers(); layer++) {
            for (HookPoint point : HookPoint.values()) {
                if (point.isPerLayer() && has(weights, point)) {
                    names.add(point.at(layer));
                }
            }
        }
        AT_THE_END.forEach(point -> names.add(new HookName(point, HookName.NO_LAYER)));
        return names;
    }

    private static boolean has(Weights weights, HookPoint point) {
        MlpShape mlp = weights.config().mlp();
        return switch (point) {
            case POS_EMBED -> weights.has(WeightName.of(Kind.POSITIONS));
            case LN1_SCALE, LN1_NORMALIZED -> weights.has(WeightName.of(Kind.ATTN_NORM, 0));
            case LN1_POST_SCALE, LN1_POST_NORMALIZED -> weights.has(WeightName.of(Kind.ATTN_POST_NORM, 0));
            case LN2_SCALE, LN2_NORMALIZED ->
                weights.has(WeightName.of(Kind.MLP_NORM, 0))
                        || weights.config().block() == BlockLayout.PARALLEL_ONE_NORM;
            case LN2_POST_SCALE, LN2_POST_NORMALIZED -> weights.has(WeightName.of(Kind.MLP_POST_NORM, 0));
            case MLP_PRE, MLP_POST -> mlp.experts().count() == 0;
            case MLP_PRE_LINEAR -> mlp.experts().count() == 0 && mlp.gated();
            default -> true;
        };
    }
}
