package dev.azimuth.interference;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.model.HookedTransformer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks what removing each of several features from everything written does to each of the others.
 *
 * <pre>{@code DamageMatrix.of(model, Datasets.contrasts("language", "code", "sentiment")).predict().measure()}</pre>
 */
public final class DamageMatrix {
    private static final int NEUTRAL = 60;

    private final HookedTransformer model;
    private final List<Directions> features;
    private final int layer;
    private final Prompts neutral;
    private final @Nullable Path folder;

    private DamageMatrix(
            HookedTransformer model, List<Directions> features, int layer, Prompts neutral, @Nullable Path folder) {
        this.model = model;
        this.features = features;
        this.layer = layer;
        this.neutral = neutral;
        this.folder = folder;
    }

    /** Of these contrasts, whose directions are found first. */
    public static DamageMatrix of(HookedTransformer model, List<ContrastivePairs> contrasts) {
        return of(model, Interference.search(model, contrasts));
    }

    /**
     * Of features that were found already: in the layer in which they are read best together on validation data, with 60 neutral
     * prompts, unless told otherwise.
     */
    public static DamageMatrix of(HookedTransformer model, Directions... features) {
        if (features.length < 2) {
            throw new IllegalArgumentException(
                    "A damage matrix of " + features.length + " feature has no pair. Give two or more.");
        }
        List<Directions> all = List.of(features);
        all.forEach(feature -> feature.requireModel(model));
        return new DamageMatrix(
                model, all, bestTogether(all), Datasets.prompts("neutral").take(NEUTRAL), null);
    }

    private static int bestTogether(List<Directions> features) {
        int best = -1;
        double highest = Double.NEGATIVE_INFINITY;
        for (Direction candidate : features.get(0).all()) {
            double together = features.stream()
                    .mapToDouble(feature -> validationAuc(feature, candidate.layer()))
                    .sum();
            if (together > highest) {
                highest = together;
                best = candidate.layer();
            }
        }
        return best;
    }

    /** 0 where a feature has no direction. */
    private static double validationAuc(Directions feature, int layer) {
        return feature.all().stream()
                .filter(direction -> direction.layer() == layer)
                .mapToDouble(direction -> feature.validationAuc(direction).value())
                .findFirst()
                .orElse(0);
    }

    /** With the directions of that layer. */
    public DamageMatrix inLayer(int chosen) {
        features.forEach(feature -> feature.at(chosen));
        return new DamageMatrix(model, features, chosen, neutral, folder);
    }

    /** The first half of these prompts predicts, the second half measures. */
    public DamageMatrix neutral(Prompts prompts) {
        return new DamageMatrix(model, features, layer, prompts, folder);
    }

    /** Keeps each row in this folder once it is measured, so that a measurement that was stopped goes on there. */
    public DamageMatrix keptIn(Path rows) {
        return new DamageMatrix(model, features, layer, neutral, rows);
    }

    /** The layer whose directions are removed. */
    public int layer() {
        return layer;
    }

    /** The prediction: from activations, and from one gradient of each feature's reader; nothing is edited. */
    public PredictedDamage predict() {
        return PredictedDamage.of(model, features, layer, neutral, folder);
    }

    @Override
    public String toString() {
        return "DamageMatrix of " + features.stream().map(Directions::name).toList() + " in layer " + layer
                + ", neutral text " + neutral + (folder == null ? "" : ", kept in " + folder);
    }
}
