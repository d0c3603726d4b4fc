package dev.azimuth.reft;

import java.util.List;
import java.util.random.RandomGenerator;

/** Rows of a matrix that are to be orthonormal. */
final class Rows {
    private Rows() {}

    /**
     * Makes the rows orthonormal, in place: the factor Q of the transpose's QR decomposition with a positive diagonal, by
     * Gram and Schmidt's method, twice for full precision. Also orthogonal to {@code fixed}, which are so already.
     *
     * @throws IllegalStateException when a row depends on those before
     */
    static void orthonormalize(float[] rows, int width, List<float[]> fixed) {
        int count = rows.length / width;
        double[][] q = new double[fixed.size() + count][width];
        for (int i = 0; i < q.length; i++) {
            boolean given = i < fixed.size();
            float[] from = given ? fixed.get(i) : rows;
            int start = given ? 0 : (i - fixed.size()) * width;
            for (int j = 0; j < width; j++) {
                q[i][j] = from[start + j];
            }
            double before = norm(q[i]);
            for (int pass = 0; pass < 2 && !given; pass++) {
                for (int k = 0; k < i; k++) {
                    subtract(q[i], q[k], dot(q[i], q[k]));
                }
            }
            double after = norm(q[i]);
            if (!(after > 1e-6 * before)) {
                throw new IllegalStateException("Row " + (i - fixed.size()) + " of " + count
                        + " depends on those before, or is not a number. Train at a lower learning rate.");
            }
            subtract(q[i], q[i], 1 - 1 / after);
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) q[fixed.size() + i / width][i % width];
        }
    }

    /** The largest element of {@code |RRᵀ − I|}. */
    static double deviation(float[] rows, int width) {
        int count = rows.length / width;
        double largest = 0;
        for (int i = 0; i < count; i++) {
            for (int k = 0; k <= i; k++) {
                double product = 0;
                for (int j = 0; j < width; j++) {
                    product += (double) rows[i * width + j] * rows[k * width + j];
                }
                largest = Math.max(largest, Math.abs(product - (i == k ? 1 : 0)));
            }
        }
        return largest;
    }

    static float[] normal(int count, RandomGenerator random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static float[] uniform(int count, double low, double high, RandomGenerator random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }

    private static void subtract(double[] x, double[] y, double times) {
        for (int j = 0; j < x.length; j++) {
            x[j] -= times * y[j];
        }
    }

    private static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int j = 0; j < x.length; j++) {
            sum += x[j] * y[j];
        }
        return sum;
    }
}
