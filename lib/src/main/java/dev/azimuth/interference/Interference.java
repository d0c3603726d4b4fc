package dev.azimuth.interference;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.AttentionSink;
import dev.azimuth.discovery.Controls;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Predicts, before any edit, what removing a direction will do to other features and to the whole model.
 *
 * <pre>{@code Interference.on(model).of(direction).against(truth, humor).report()}</pre>
 */
public final class Interference {
    private final HookedTransformer model;
    private final @Nullable Direction target;
    private final List<Directions> features;
    private final Prompts neutral;

    private Interference(
            HookedTransformer model, @Nullable Direction target, List<Directions> features, Prompts neutral) {
        this.model = model;
        this.target = target;
        this.features = features;
        this.neutral = neutral;
    }

    /** In {@code model}; neutral text is the data set of that name unless told otherwise. */
    public static Interference on(HookedTransformer model) {
        return new Interference(model, null, List.of(), Datasets.prompts("neutral"));
    }

    /** Of removing {@code direction}. */
    public Interference of(Direction direction) {
        return new Interference(model, direction, features, neutral);
    }

    /** On these features, whose directions were found already. */
    public Interference against(Directions... found) {
        List<Directions> all =
                Stream.concat(features.stream(), Arrays.stream(found)).toList();
        return new Interference(model, target, all, neutral);
    }

    /** On these contrasts, whose directions are found first. */
    public Interference against(List<ContrastivePairs> contrasts) {
        List<Directions> found = new ArrayList<>();
        for (ContrastivePairs contrast : Progress.over(contrasts, "finding the features to protect")) {
            found.add(DirectionSearch.on(model).of(contrast).meanDifference());
        }
        return against(found.toArray(Directions[]::new));
    }

    /** The first half of these prompts predicts, the second half measures. */
    public Interference neutral(Prompts prompts) {
        return new Interference(model, target, features, prompts);
    }

    /** The prediction; nothing has been edited yet. */
    public InterferenceReport report() {
        Direction direction = target;
        if (direction == null || features.isEmpty()) {
            throw new IllegalStateException(
                    "A report needs a direction and at least one feature. Add of(direction) and against(…).");
        }
        features.forEach(feature -> feature.requireModel(model));
        Prompts.Halves halves = neutral.halves();
        NeutralText text = new NeutralText(model, halves.fit());
        List<InterferenceReport.WholeModel> whole = compared(direction).entrySet().stream()
                .map(each -> new InterferenceReport.WholeModel(
                        each.getKey(),
                        sink().overlap(each.getValue()),
                        text.energyShare(each.getValue(), true),
                        text.energyShare(each.getValue(), false)))
                .toList();
        List<InterferenceReport.Feature> predicted =
                features.stream().map(feature -> predict(direction, feature)).toList();
        return new InterferenceReport(model, direction, features, halves.measure(), whole, predicted);
    }

    /** The direction, the same without the sink where it touches it, and controls. */
    private Map<String, Direction> compared(Direction direction) {
        Directions own = features.stream()
                .filter(feature -> feature.name().equals(direction.name()))
                .findFirst()
                .orElse(features.get(0));
        Map<String, Direction> compared = new LinkedHashMap<>();
        compared.put(direction.name() + " (" + direction.method() + ")", direction);
        if (sink().overlap(direction) > 1e-6) {
            Direction spared = sink().spare(direction);
            compared.put(spared.name() + " (" + spared.method() + ")", spared);
        }
        Direction shuffled = own.shuffled(direction.layer(), 1);
        compared.put(shuffled.name(), shuffled);
        compared.put("first principal component", Controls.firstPrincipalComponent(own, direction.layer()));
        compared.put("random", Controls.random(direction, 1));
        return compared;
    }

    private AttentionSink sink() {
        return features.get(0).sink();
    }

    /** Removal in this layer alone, on validation data: {@code x − v̂v̂ᵀx} moves the readout by {@code −(wᵀv̂)(v̂ᵀx)}. */
    private static InterferenceReport.Feature predict(Direction target, Directions feature) {
        Direction readout = feature.at(target.layer());
        HookName site = readout.site();
        float[][] rows = feature.validationRows(site);
        double gap = Readouts.gap(readout, rows);
        double leak = Vectors.dot(readout.unit(), target.unit());
        double[] shift =
                Arrays.stream(target.project(rows)).map(x -> -leak * x / gap).toArray();
        double left = 1 - leak * Readouts.gap(target, rows) / gap;
        return new InterferenceReport.Feature(
                feature.name(),
                feature.validationAuc(readout),
                leak,
                feature.cosineBand(target),
                Readouts.rms(shift),
                left);
    }

    @Override
    public String toString() {
        return "Interference on " + model.name() + (target == null ? "" : " of " + target) + " against "
                + features.stream().map(Directions::name).toList();
    }
}
