package dev.azimuth.superposition;

/** What becomes of the second of two features that share one dimension. */
public enum Phase {
    /** The first feature has the dimension. */
    NOT_REPRESENTED("not represented"),
    /** The second feature has it. */
    DEDICATED("dedicated dimension"),
    /** Both are there, in opposite directions. */
    SUPERPOSITION("in superposition");

    private static final double LEAST_WEIGHT = 0.5;

    private final String label;

    Phase(String label) {
        this.label = label;
    }

    /** In words. */
    public String label() {
        return label;
    }

    /** Of weights {@code (w₁, w₂)} of a trained model: a feature is there when its weight is above a half. */
    static Phase of(double first, double second) {
        boolean one = Math.abs(first) > LEAST_WEIGHT;
        boolean two = Math.abs(second) > LEAST_WEIGHT;
        return two ? one ? SUPERPOSITION : DEDICATED : NOT_REPRESENTED;
    }

    /**
     * Of the least loss among {@code W = (1, 0)}, {@code (0, 1)} and {@code (1, −1)}. A feature that is left out costs its
     * variance, {@code p/3 − p²/4}, since the bias gives its mean. Two that lie opposite each other cost only where both
     * occur: then each errs by the smaller of them, squared 1/6 on average.
     *
     * @param probability of either feature
     * @param importance of the second relative to the first
     */
    static Phase predicted(double probability, double importance) {
        double left = probability / 3 - probability * probability / 4;
        double both = (1 + importance) * probability * probability / 6;
        double least = Math.min(both, left * Math.min(importance, 1));
        return least == both ? SUPERPOSITION : importance <= 1 ? NOT_REPRESENTED : DEDICATED;
    }
}
