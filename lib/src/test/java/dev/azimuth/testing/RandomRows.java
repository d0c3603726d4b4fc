package dev.azimuth.testing;

import java.util.SplittableRandom;

/** Made-up activations. */
public final class RandomRows {
    private RandomRows() {}

    /** Standard normal numbers, {@code [n, d]}. */
    public static float[][] normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = new float[n][d];
        for (float[] row : rows) {
            for (int j = 0; j < d; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    /** The same rows, all moved by {@code step} along coordinate {@code axis}. */
    public static float[][] moved(float[][] rows, int axis, double step) {
        float[][] moved = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            moved[i] = rows[i].clone();
            moved[i][axis] += (float) step;
        }
        return moved;
    }
}
