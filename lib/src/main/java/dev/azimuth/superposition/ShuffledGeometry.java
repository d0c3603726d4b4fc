package dev.azimuth.superposition;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;

/**
 * The overlap that is there when the labels of all features mean nothing.
 *
 * @param mean |cosine| of two of them
 * @param coherence the largest |cosine| of a bank of them, which one bank in twenty exceeds
 */
record ShuffledGeometry(double mean, double coherence) {
    private static final int SHUFFLES = 100;

    static ShuffledGeometry of(List<Directions> bank, int layer) {
        double[] means = new double[SHUFFLES];
        double[] largest = new double[SHUFFLES];
        for (int seed = 0; seed < SHUFFLES; seed++) {
            double[][] cosines = cosines(bank, layer, seed);
            means[seed] = LayerGeometry.pairs(cosines).average().orElseThrow();
            largest[seed] = LayerGeometry.pairs(cosines).max().orElseThrow();
        }
        return new ShuffledGeometry(Arrays.stream(means).average().orElseThrow(), Bootstrap.quantile(largest, 0.95));
    }

    /** Each feature is shuffled by a seed of its own, since pairs that are numbered alike would share their swaps. */
    private static double[][] cosines(List<Directions> bank, int layer, int seed) {
        float[][] units = new float[bank.size()][];
        for (int i = 0; i < units.length; i++) {
            Direction shuffled = bank.get(i).shuffled(layer, (long) seed * bank.size() + i);
            units[i] = shuffled.unit();
        }
        return Arrays.stream(units)
                .map(a ->
                        Arrays.stream(units).mapToDouble(b -> Vectors.dot(a, b)).toArray())
                .toArray(double[][]::new);
    }
}
