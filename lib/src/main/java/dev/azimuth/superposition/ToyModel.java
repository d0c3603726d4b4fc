package dev.azimuth.superposition;

import dev.azimuth.progress.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The toy model of superposition (Elhage et al., 2022, arXiv 2209.10652): n features go through m &lt; n dimensions and come
 * back, {@code x̂ = ReLU(WᵀWx + b)}, at a loss of {@code mean I_i(x_i − x̂_i)²}. A feature is 0 unless it occurs, with
 * probability p, and uniform on [0, 1] where it does. All instances are trained at once, and differ in what {@link
 * #probabilities}, {@link #importances} and {@link #seeds} vary.
 *
 * <pre>{@code
 * ToyModel.of(5, 2).decay(0.9).probabilities(1, 0.2, 0.05).train().plot()
 * }</pre>
 */
public final class ToyModel {
    private static final int STRETCHES = 100;

    private final int features;
    private final int dimensions;
    private final ToyTask task;
    private final List<ToySetting> settings;
    private final int steps;
    private final int batch;
    private final double learningRate;

    private ToyModel(
            int features,
            int dimensions,
            ToyTask task,
            List<ToySetting> settings,
            int steps,
            int batch,
            double learningRate) {
        if (features < 1 || dimensions < 1 || steps < 1 || batch < 1 || !(learningRate > 0)) {
            throw new IllegalArgumentException("A toy model of " + features + " features in " + dimensions
                    + " dimensions, trained for " + steps + " steps of " + batch + " examples at a rate of "
                    + learningRate + ". Give numbers above 0.");
        }
        this.features = features;
        this.dimensions = dimensions;
        this.task = task;
        this.settings = settings;
        this.steps = steps;
        this.batch = batch;
        this.learningRate = learningRate;
    }

    /** Of n features in m dimensions: all of importance 1, all always there, 10,000 steps of 1,024 examples at 0.001. */
    public static ToyModel of(int features, int dimensions) {
        return of(features, dimensions, ToyTask.RECONSTRUCT);
    }

    /**
     * One that computes in superposition: {@code ReLU(W₂·ReLU(W₁x) + b)} is to be |x| of n features on [−1, 1], with m
     * neurons where two for each feature would do it exactly.
     */
    public static ToyModel absoluteValues(int features, int neurons) {
        return of(features, neurons, ToyTask.ABSOLUTE_VALUE);
    }

    private static ToyModel of(int features, int dimensions, ToyTask task) {
        return new ToyModel(
                features, dimensions, task, List.of(ToySetting.of(Math.max(1, features))), 10_000, 1024, 1e-3);
    }

    /** Without the ReLU at the end: what is left is as good as principal components, and has no superposition. */
    public ToyModel linear() {
        if (task == ToyTask.ABSOLUTE_VALUE) {
            throw new IllegalStateException("Absolute values cannot be computed without a ReLU at the end.");
        }
        return new ToyModel(features, dimensions, ToyTask.RECONSTRUCT_LINEARLY, settings, steps, batch, learningRate);
    }

    /** How much each feature matters: one number for all or one for each. */
    public ToyModel importance(double... importance) {
        return each(setting -> setting.importance(importance));
    }

    /** Feature i matters {@code factor^i}. */
    public ToyModel decay(double factor) {
        return importance(IntStream.range(0, features)
                .mapToDouble(i -> Math.pow(factor, i))
                .toArray());
    }

    /** How often each feature occurs, the complement of its sparsity: one number for all or one for each. */
    public ToyModel probability(double... probability) {
        return each(setting -> setting.probability(probability));
    }

    /** Features come in groups of so many that occur together, each as often as before. */
    public ToyModel correlated(int group) {
        return each(setting -> setting.occurring(Occurrence.TOGETHER, group));
    }

    /** Features come in groups of so many of which at most one occurs, each as often as before. */
    public ToyModel anticorrelated(int group) {
        return each(setting -> setting.occurring(Occurrence.APART, group));
    }

    /** An instance for each of these probabilities of all features. */
    public ToyModel probabilities(double... probabilities) {
        return branch(setting -> Arrays.stream(probabilities)
                .mapToObj(p -> setting.probability(p).named("p = " + number(p))));
    }

    /** An instance for each of these rows of importances, one number a feature. */
    public ToyModel importances(double[]... importances) {
        return branch(setting -> Arrays.stream(importances)
                .map(row -> setting.importance(row).named("importance " + number(row[row.length - 1]))));
    }

    /** So many instances of each setting, which differ by seed: what came out by chance differs among them. */
    public ToyModel seeds(int count) {
        return branch(setting -> IntStream.range(0, count)
                .mapToObj(i -> setting.seed(setting.seed() + i).named("seed " + (setting.seed() + i))));
    }

    /** The seed of the first weights and of the data; 0 unless told. */
    public ToyModel seed(long seed) {
        return each(setting -> setting.seed(seed));
    }

    /** Number of training steps. */
    public ToyModel steps(int count) {
        return new ToyModel(features, dimensions, task, settings, count, batch, learningRate);
    }

    /** Examples a step, fresh in each. */
    public ToyModel batch(int examples) {
        return new ToyModel(features, dimensions, task, settings, steps, examples, learningRate);
    }

    /** The learning rate of AdamW. */
    public ToyModel learningRate(double rate) {
        return new ToyModel(features, dimensions, task, settings, steps, batch, rate);
    }

    private ToyModel each(UnaryOperator<ToySetting> change) {
        return branch(setting -> Stream.of(change.apply(setting)));
    }

    private ToyModel branch(Function<ToySetting, Stream<ToySetting>> change) {
        List<ToySetting> next = settings.stream().flatMap(change).toList();
        if (next.isEmpty()) {
            throw new IllegalArgumentException("A toy model without an instance. Give at least one value.");
        }
        return new ToyModel(features, dimensions, task, next, steps, batch, learningRate);
    }

    /** What the instances are trained on, one setting each. */
    public List<ToySetting> settings() {
        return settings;
    }

    /** Trains all instances; the same on every machine, however many cores it has. */
    public ToyInstances train() {
        int stretches = Math.min(STRETCHES, steps);
        List<ToyRun> runs = settings.stream()
                .map(setting -> new ToyRun(this, setting, stretches))
                .toList();
        List<Integer> all = IntStream.range(0, stretches).boxed().toList();
        for (int stretch : Progress.over(all, "training " + runs.size() + " toy models")) {
            int length = steps * (stretch + 1) / stretches - steps * stretch / stretches;
            runs.parallelStream().forEach(run -> run.go(stretch, length));
        }
        return new ToyInstances(this, runs.stream().map(ToyRun::finished).toList());
    }

    ToyNetwork network() {
        return new ToyNetwork(features, dimensions, task);
    }

    int dimensions() {
        return dimensions;
    }

    ToyTask task() {
        return task;
    }

    int steps() {
        return steps;
    }

    int batch() {
        return batch;
    }

    double learningRate() {
        return learningRate;
    }

    /** To three digits, without zeros at the end. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.3g", value);
        return text.contains(".") && !text.contains("e") ? text.replaceAll("\\.?0+$", "") : text;
    }

    @Override
    public String toString() {
        String what = switch (task) {
            case RECONSTRUCT -> "ReLU(WᵀWx + b)";
            case RECONSTRUCT_LINEARLY -> "WᵀWx + b";
            case ABSOLUTE_VALUE -> "|x| by ReLU(W₂·ReLU(W₁x) + b)";
        };
        return "ToyModel: " + what + ", " + features + " features in " + dimensions + " dimensions; " + settings.size()
                + (settings.size() == 1 ? " instance, " : " instances, ") + steps + " steps of " + batch
                + " examples, AdamW at " + learningRate;
    }
}
