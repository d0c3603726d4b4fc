package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Rotary position embedding (Su et al., 2021, arXiv 2104.09864), each pair one half of the head apart: dimension {@code
 * i} turns with {@code i + d_head/2} by the angle {@code position · θ^(−2i/d_head)}.
 */
final class RotaryEmbedding {
    private final NDArray cos;
    private final NDArray sin;
    private final int half;

    /**
     * @param positions {@code [batch][pos]}, each token's place in its own text
     */
    RotaryEmbedding(NDManager manager, int[][] positions, int dHead, double theta) {
        half = dHead / 2;
        int batch = positions.length;
        int length = positions[0].length;
        float[] cosines = new float[batch * length * dHead];
        float[] sines = new float[cosines.length];
        // As the reference does: wavelengths and angles in float32, the power in float64.
        float[] frequency = new float[half];
        for (int i = 0; i < half; i++) {
            frequency[i] = (float) (1 / Math.pow(theta, 2.0 * i / dHead));
        }
        int at = 0;
        for (int[] row : positions) {
            for (int position : row) {
                for (int i = 0; i < dHead; i++) {
                    float angle = position * frequency[i % half];
                    cosines[at] = (float) Math.cos(angle);
                    sines[at++] = (float) Math.sin(angle);
                }
            }
        }
        Shape shape = new Shape(batch, length, 1, dHead);
        cos = manager.create(cosines, shape);
        sin = manager.create(sines, shape);
    }

    /** Turns queries or keys {@code [batch, pos, heads, d_head]}. */
    NDArray apply(NDArray x) {
        NDArray first = x.get("..., :" + half);
        NDArray second = x.get("..., " + half + ":");
        return x.mul(cos).addi(second.neg().concat(first, -1).muli(sin));
    }
}
