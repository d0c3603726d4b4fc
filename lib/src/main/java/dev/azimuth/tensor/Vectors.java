package dev.azimuth.tensor;

/** Arithmetic on vectors and on lists of them, summed in float64. */
public final class Vectors {
    private Vectors() {}

    /** {@code aᵀb}. */
    public static double dot(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "A vector of " + a.length + " numbers does not fit one of " + b.length + ".");
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** The Euclidean norm. */
    public static double norm(float[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** The cosine of the angle between two vectors; 0 when one of them is zero. */
    public static double cosine(float[] a, float[] b) {
        double norms = norm(a) * norm(b);
        return norms == 0 ? 0 : dot(a, b) / norms;
    }

    /**
     * The vector of length 1.
     *
     * @throws IllegalArgumentException for a zero vector, which has no direction
     */
    public static float[] unit(float[] a) {
        double norm = norm(a);
        if (!(norm > 0) || Double.isInfinite(norm)) {
            throw new IllegalArgumentException("A vector of norm " + norm + " has no direction.");
        }
        return scaled(a, 1 / norm);
    }

    /** {@code a·factor}. */
    public static float[] scaled(float[] a, double factor) {
        float[] result = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = (float) (a[i] * factor);
        }
        return result;
    }

    /** {@code a + factor·b}. */
    public static float[] plus(float[] a, double factor, float[] b) {
        float[] result = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = (float) (a[i] + factor * b[i]);
        }
        return result;
    }

    /** {@code a} without its part along {@code b}. */
    public static float[] without(float[] a, float[] b) {
        float[] axis = unit(b);
        return plus(a, -dot(a, axis), axis);
    }

    /** The mean of the rows. */
    public static float[] mean(float[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("The mean of no rows is not defined.");
        }
        double[] sum = new double[rows[0].length];
        for (float[] row : rows) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += row[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) (sum[i] / rows.length);
        }
        return mean;
    }

    /** Each row's product with {@code axis}. */
    public static double[] project(float[][] rows, float[] axis) {
        double[] result = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            result[i] = dot(rows[i], axis);
        }
        return result;
    }
}
