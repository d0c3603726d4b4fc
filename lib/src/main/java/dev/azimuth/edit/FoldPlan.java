package dev.azimuth.edit;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.HookName;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.model.HookedTransformer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which weights do what an affine edit does, each changed step by step in the order of the pass. */
final class FoldPlan {
    private final AffineEdit edit;
    private final AffineMap map;
    private final ModelConfig config;
    private final List<WeightName> weights;
    private final Map<WeightName, List<WriterChange>> changes = new LinkedHashMap<>();

    private FoldPlan(AffineEdit edit, HookedTransformer model) {
        this.edit = edit;
        this.map = edit.map();
        this.config = model.config();
        this.weights = model.weights().names();
    }

    /** @throws IllegalArgumentException when no weights do the same, saying why */
    static Map<WeightName, List<WriterChange>> of(AffineEdit edit, HookedTransformer model) {
        FoldPlan plan = new FoldPlan(edit, model);
        if (edit.map().width() != model.config().dModel()) {
            throw plan.refusal("it is of " + edit.map().width() + " numbers, but the residual stream has "
                    + model.config().dModel() + ".");
        }
        if (!edit.isAffineEverywhere()) {
            throw plan.refusal("weights act on every token of every text alike. It must be at(Positions.ALL), without a"
                    + " gate, a condition or kept norms. NearestFold.of(model, edit, prompts) finds the linear fold that"
                    + " comes nearest, and its error.");
        }
        for (HookName place : model.hookNames()) {
            double strength = edit.strengthAt(place);
            if (strength != 0) {
                plan.add(place, strength);
            }
        }
        return plan.changes;
    }

    private void add(HookName place, double strength) {
        double constant = edit.actsOnWhatIsWritten() ? 0 : 1;
        int layer = place.layer();
        switch (place.point()) {
            case EMBED ->
                change(WeightName.of(Kind.EMBED), strength, 1 / config.scales().embedding());
            case POS_EMBED -> change(WeightName.of(Kind.POSITIONS), strength, 1);
            case ATTN_OUT -> changeOutput(Kind.ATTN_OUT, place, strength, constant);
            case MLP_OUT -> changeOutput(Kind.DOWN, place, strength, constant);
            case RESID_PRE -> {
                if (layer == 0) {
                    change(
                            WeightName.of(Kind.EMBED),
                            strength,
                            1 / config.scales().embedding());
                    changeIfThere(WeightName.of(Kind.POSITIONS), strength, 0);
                } else {
                    addConstant(Kind.DOWN, layer - 1, place, strength);
                }
            }
            case RESID_MID -> addConstant(Kind.ATTN_OUT, layer, place, strength);
            case RESID_POST -> addConstant(Kind.DOWN, layer, place, strength);
            default -> throw refusal("what is at " + place + " is not added to the residual stream.");
        }
    }

    /** An output projection with its bias; of a mixture those of all experts, whose outputs are added up. */
    private void changeOutput(Kind kind, HookName place, double strength, double constant) {
        requireUnnormed(place);
        weights.stream()
                .filter(name -> name.kind() == kind && name.layer() == place.layer())
                .forEach(name -> change(name, strength, 0));
        WeightName bias = WeightName.of(kind, place.layer()).bias();
        if (constant != 0 && hasTarget()) {
            requireBias(bias, place);
        }
        changeIfThere(bias, strength, constant / config.scales().residual());
    }

    /** The stream itself: no weight holds it alone, so that only what does not depend on it can be added. */
    private void addConstant(Kind kind, int layer, HookName place, double strength) {
        if (map.read().amaxNumber().doubleValue() != 0) {
            throw refusal("at " + place + " it depends on the stream, which is a sum of what many weights write, and"
                    + " earlier layers read that sum unchanged. Exactly folded are edits of everythingWritten(), of"
                    + " hook_attn_out, hook_mlp_out and hook_embed, of the stream that enters layer 0, and steering"
                    + " anywhere. NearestFold.of(model, edit, prompts) finds the linear fold that comes nearest, and its"
                    + " error.");
        }
        requireUnnormed(place);
        WeightName bias = WeightName.of(kind, layer).bias();
        requireBias(bias, place);
        change(bias, strength, 1 / config.scales().residual());
    }

    private boolean hasTarget() {
        return map.target().amaxNumber().doubleValue() != 0;
    }

    private void change(WeightName name, double strength, double share) {
        changes.computeIfAbsent(name, first -> new ArrayList<>()).add(new WriterChange(map, strength, share));
    }

    private void changeIfThere(WeightName name, double strength, double share) {
        if (weights.contains(name)) {
            change(name, strength, share);
        }
    }

    private void requireBias(WeightName bias, HookName place) {
        if (!weights.contains(bias)) {
            throw refusal("at " + place + " it adds a constant, for which this " + config.family()
                    + " model would need the bias " + bias + ", which it does not have. At everythingWritten() the"
                    + " embeddings hold it.");
        }
    }

    private void requireUnnormed(HookName place) {
        if (!config.writesUnnormed()) {
            throw refusal("between the output projections of a " + config.family() + " model and " + place
                    + " a norm rescales every dimension.");
        }
    }

    private IllegalArgumentException refusal(String why) {
        return new IllegalArgumentException("The edit " + edit + " cannot be folded into weights exactly: " + why);
    }
}
