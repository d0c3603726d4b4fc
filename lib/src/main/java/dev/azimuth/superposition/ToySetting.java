package dev.azimuth.superposition;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** What one instance of a toy model is trained on: how often each feature occurs and how much it matters, and the seed. */
public final class ToySetting {
    private final String name;
    private final double[] importance;
    private final double[] probability;
    private final Occurrence occurrence;
    private final int group;
    private final long seed;

    private ToySetting(
            String name, double[] importance, double[] probability, Occurrence occurrence, int group, long seed) {
        this.name = name;
        this.importance = importance;
        this.probability = probability;
        this.occurrence = occurrence;
        this.group = group;
        this.seed = seed;
    }

    /** Features that always occur, all of importance 1. */
    static ToySetting of(int features) {
        double[] ones = DoubleStream.generate(() -> 1).limit(features).toArray();
        return new ToySetting("", ones, ones, Occurrence.INDEPENDENT, 1, 0);
    }

    ToySetting importance(double... values) {
        double[] all = perFeature("importances", values);
        for (double value : all) {
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("A feature of importance " + value + ". Give 0 or more.");
            }
        }
        return new ToySetting(name, all, probability, occurrence, group, seed);
    }

    ToySetting probability(double... values) {
        double[] all = perFeature("probabilities", values);
        for (double value : all) {
            if (!(value > 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        "A feature that occurs with probability " + value + ". Give more than 0 and at most 1.");
            }
        }
        return new ToySetting(name, importance, all, occurrence, group, seed);
    }

    ToySetting occurring(Occurrence how, int groupSize) {
        if (groupSize < 2 || features() % groupSize != 0) {
            throw new IllegalArgumentException(features() + " features are not groups of " + groupSize
                    + ". Give a divisor of their number above 1.");
        }
        return new ToySetting(name, importance, probability, how, groupSize, seed);
    }

    ToySetting seed(long value) {
        return new ToySetting(name, importance, probability, occurrence, group, value);
    }

    ToySetting named(String addition) {
        return new ToySetting(
                name.isEmpty() ? addition : name + ", " + addition, importance, probability, occurrence, group, seed);
    }

    private double[] perFeature(String what, double[] values) {
        if (values.length != 1 && values.length != features()) {
            throw new IllegalArgumentException(
                    values.length + " " + what + " for " + features() + " features. Give one for all or one for each.");
        }
        double[] all = new double[features()];
        Arrays.setAll(all, i -> values[values.length == 1 ? 0 : i]);
        return all;
    }

    /** What sets it apart from the other instances, such as {@code p = 0.05}. */
    public String name() {
        return name.isEmpty() ? "p = " + ToyModel.number(probability[0]) : name;
    }

    /** Number of features, n. */
    public int features() {
        return importance.length;
    }

    /** Weight of each feature in the loss, {@code [n]}. */
    public double[] importance() {
        return importance.clone();
    }

    /** How often each feature occurs, {@code [n]}. */
    public double[] probability() {
        return probability.clone();
    }

    /** The seed of the first weights and of the data. */
    public long seed() {
        return seed;
    }

    /** The data it describes; {@code signed} values lie in [−1, 1], others in [0, 1]. */
    FeatureSampler sampler(boolean signed) {
        return new FeatureSampler(probability, occurrence, group, signed);
    }

    @Override
    public String toString() {
        String how = switch (occurrence) {
            case INDEPENDENT -> "independently";
            case TOGETHER -> "together in groups of " + group;
            case APART -> "at most one in each group of " + group;
        };
        return "ToySetting[" + name() + ": " + features() + " features occur " + how + "; importance "
                + ToyModel.number(importance[0]) + " to " + ToyModel.number(importance[features() - 1]) + "; seed "
                + seed + "]";
    }
}
