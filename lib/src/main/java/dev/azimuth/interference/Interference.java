package dev.azimuth.interference;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Predicts, before any edit, what removing a direction will do to other features and to the whole model.
 *
 * <pre>{@code Interference.on(model).of(direction).against(truth, humor).report()}</pre>
 */
public final class Interference {
    /** How many of a feature's validation pairs are differentiated; a pass backward costs as much as two forward. */
    private static final int GRADIENT_PAIRS = 12;

    private final HookedTransformer model;
    private @Nullable Direction target;
    private List<Directions> features = List.of();
    private Prompts neutral = Datasets.prompts("neutral");
    private Prompts prose = Datasets.prompts("perplexity").take(16);
    private int gradientPairs = GRADIENT_PAIRS;
    private @Nullable KlCalibration calibration;
    private @Nullable Function<Direction, DictionaryOverlap> dictionary;

    private Interference(HookedTransformer model) {
        this.model = model;
    }

    /** The fields change only in a copy that nobody has seen yet. */
    private Interference copy() {
        Interference next = new Interference(model);
        next.target = target;
        next.features = features;
        next.neutral = neutral;
        next.prose = prose;
        next.gradientPairs = gradientPairs;
        next.calibration = calibration;
        next.dictionary = dictionary;
        return next;
    }

    /** In {@code model}; neutral text and prose are the data sets of these names unless told otherwise. */
    public static Interference on(HookedTransformer model) {
        return new Interference(model);
    }

    /** Of removing {@code direction}. A feature of the same name counts as what is removed, not as what is to be spared. */
    public Interference of(Direction direction) {
        Interference next = copy();
        next.target = direction;
        return next;
    }

    /** On these features, whose directions were found already. */
    public Interference against(Directions... found) {
        Interference next = copy();
        next.features = Stream.concat(features.stream(), Stream.of(found)).toList();
        return next;
    }

    /** On these contrasts, whose directions are found first. */
    public Interference against(List<ContrastivePairs> contrasts) {
        return against(search(model, contrasts));
    }

    static Directions[] search(HookedTransformer model, List<ContrastivePairs> contrasts) {
        List<Directions> found = new ArrayList<>();
        for (ContrastivePairs contrast : Progress.over(contrasts, "finding the features to protect")) {
            found.add(DirectionSearch.on(model).of(contrast).meanDifference());
        }
        return found.toArray(Directions[]::new);
    }

    /** The first half of these prompts predicts, the second half measures. */
    public Interference neutral(Prompts prompts) {
        Interference next = copy();
        next.neutral = prompts;
        return next;
    }

    /** Of these texts perplexity is measured after the edit. */
    public Interference prose(Prompts texts) {
        Interference next = copy();
        next.prose = texts;
        return next;
    }

    /** Also says in nats what the energy of neutral text means; without this it only ranks directions. */
    public Interference calibratedBy(KlCalibration measured) {
        Interference next = copy();
        next.calibration = measured;
        return next;
    }

    /** Also compares with a dictionary of directions, such as the decoder of a sparse autoencoder, {@code [k, d_model]}. */
    public Interference dictionary(float[][] vectors) {
        return dictionary(
                vectors,
                IntStream.range(0, vectors.length).mapToObj(i -> "feature " + i).toList());
    }

    /** Also compares with these directions. */
    public Interference dictionary(List<Direction> directions) {
        return dictionary(
                directions.stream().map(Direction::unit).toArray(float[][]::new),
                directions.stream().map(Direction::toString).toList());
    }

    private Interference dictionary(float[][] vectors, List<String> names) {
        Interference next = copy();
        next.dictionary = direction -> DictionaryOverlap.of(direction, vectors, names);
        return next;
    }

    /** How many of each feature's validation pairs predict the last layer by gradients, 12 unless told; with 0 nothing does. */
    public Interference gradientPairs(int pairs) {
        if (pairs < 0) {
            throw new IllegalArgumentException(
                    "Gradients on " + pairs + " pairs cannot be taken. Give 0 to leave them out.");
        }
        Interference next = copy();
        next.gradientPairs = pairs;
        return next;
    }

    /** The prediction; nothing has been edited yet. */
    public InterferenceReport report() {
        Direction direction = target();
        requireFeatures();
        Removal removal = Removal.of(direction, features);
        Prompts.Halves halves = neutral.halves();
        NeutralText text = new NeutralText(model, halves.fit());
        LayerGeometry geometry = LayerGeometry.of(features, direction.site());
        LayerGeometry last = LayerGeometry.of(features, lastSite(model));
        List<Prediction> predicted = new ArrayList<>();
        for (int i : Progress.over(IntStream.range(0, features.size()).boxed().toList(), "predicting")) {
            Prediction local = Prediction.of(geometry, last, removal, i);
            predicted.add(gradientPairs == 0 ? local : onward(local, direction));
        }
        return new InterferenceReport(
                model,
                removal,
                TargetSummary.of(geometry, removal, text),
                WholeModel.of(removal, text, calibration),
                predicted,
                dictionary == null ? null : dictionary.apply(direction),
                new InterferenceReport.Unseen(halves.measure(), prose));
    }

    private Prediction onward(Prediction local, Direction direction) {
        return local.onward(Pathwise.predict(model, local.last(), gradientPairs, List.of(direction))
                .get(0));
    }

    /** What can be said of every layer from the activations alone, with the feature's own direction in each. */
    public LayerInterference byLayer() {
        requireFeatures();
        return LayerInterference.of(
                Removal.of(target(), features),
                new NeutralText(model, neutral.halves().fit()));
    }

    private Direction target() {
        if (target == null) {
            throw new IllegalStateException("A report needs a direction. Add of(direction) first.");
        }
        return target;
    }

    private void requireFeatures() {
        if (features.isEmpty()) {
            throw new IllegalStateException("A report needs at least one feature. Add against(…).");
        }
        features.forEach(feature -> feature.requireModel(model));
    }

    /** The residual stream that is unembedded. */
    static HookName lastSite(HookedTransformer model) {
        return HookName.residPost(model.config().nLayers() - 1);
    }

    @Override
    public String toString() {
        return "Interference on " + model.name() + (target == null ? "" : " of " + target) + " against "
                + features.stream().map(Directions::name).toList() + ", neutral text " + neutral + ", gradients on "
                + gradientPairs + " pairs";
    }
}
