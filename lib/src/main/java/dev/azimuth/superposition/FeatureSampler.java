package dev.azimuth.superposition;

import java.util.SplittableRandom;

/**
 * Draws features: each is 0 unless it occurs, and uniform where it does. A group shares one number from [0, 1), and a
 * feature occurs when that falls into its interval; the intervals of a group lie on each other for features that occur
 * together and beside each other for features that do not.
 */
final class FeatureSampler {
    private final double[] from;
    private final double[] to;
    private final int group;
    private final boolean signed;

    FeatureSampler(double[] probability, Occurrence occurrence, int group, boolean signed) {
        int n = probability.length;
        this.from = new double[n];
        this.to = new double[n];
        this.group = group;
        this.signed = signed;
        for (int i = 0; i < n; i++) {
            boolean beside = occurrence == Occurrence.APART && i % group > 0;
            from[i] = beside ? to[i - 1] : 0;
            to[i] = from[i] + probability[i];
            if (to[i] > 1 + 1e-9) {
                throw new IllegalArgumentException("Features " + (i - i % group) + " to " + i
                        + " cannot exclude each other: their probabilities add up to more than 1, " + to[i]
                        + ". Make groups smaller or features rarer.");
            }
        }
    }

    /**
     * Draws one example.
     *
     * @param x receives the values, {@code [n]}; must be all zero
     * @param occurring receives the indices of the features that occur
     * @return how many occur
     */
    int draw(SplittableRandom random, float[] x, int[] occurring) {
        int count = 0;
        for (int first = 0; first < x.length; first += group) {
            double shared = random.nextDouble();
            for (int i = first; i < first + group; i++) {
                if (shared >= from[i] && shared < to[i]) {
                    float value = (random.nextInt() >>> 8) * 0x1p-24f;
                    x[i] = signed ? 2 * value - 1 : value;
                    occurring[count++] = i;
                }
            }
        }
        return count;
    }
}
