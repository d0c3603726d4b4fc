package dev.azimuth.model;

import dev.azimuth.family.BlockLayout;
import dev.azimuth.family.MlpShape;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /**
     * Checks that {@code filter} matches one of them: one that matches nothing would be a silent mistake.
     *
     * @param what begins the sentence that says so
     */
    static void require(HookFilter filter, String what, Weights weights) {
        if (of(weights).stream().anyMatch(filter::matches)) {
            return;
        }
        boolean insideExperts = weights.config().mlp().experts().count() > 0
                && IntStream.range(0, weights.config().nLayers())
                        .anyMatch(layer ->
                                filter.matches(HookName.mlpPre(layer)) || filter.matches(HookName.mlpPost(layer)));
        if (insideExperts) {
            throw new IllegalArgumentException(what + " nowhere in this model: its MLPs are mixtures of experts, and"
                    + " tokens that go to different experts have no neurons in common. Choose hook_mlp_out, which the"
                    + " experts write together.");
        }
        throw new IllegalArgumentException(
                what + " nowhere in this " + weights.config().family()
                        + " model: it has the layers 0 to " + (weights.config().nLayers() - 1) + " with "
                        + of(weights).stream()
                                .map(name -> name.point().suffix())
                                .distinct()
                                .collect(Collectors.joining(", "))
                        + ". Choose one of them; without a layer it means all.");
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
