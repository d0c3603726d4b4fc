package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.Rope;
import dev.azimuth.family.RopeScaling;

/**
 * Rotary position embedding (Su et al., 2021, arXiv 2104.09864), each pair one half of the turning dimensions apart:
 * dimension {@code i} turns with {@code i + dims/2} by the angle {@code position · θ^(−2i/dims)}; the dimensions of a head
 * beyond those stay.
 */
final class RotaryEmbedding {
    private final NDArray cos;
    /** Of the first half of the dimensions with its sign changed, as {@code x·cos + rolled(x)·sin} needs it. */
    private final NDArray sin;

    private final int dims;
    private final boolean partial;

    /**
     * @param positions {@code [batch][pos]}, each token's place in its own text
     */
    RotaryEmbedding(NDManager manager, int[][] positions, int dHead, Rope rope) {
        dims = rope.dims();
        partial = dims < dHead;
        int batch = positions.length;
        int length = positions[0].length;
        float[] cosines = new float[batch * length * dims];
        float[] sines = new float[cosines.length];
        double factor = rope.scaling().attentionFactor();
        int at = 0;
        for (int[] row : positions) {
            checkGrowth(row, rope.scaling());
            float[] frequency = RopeFrequencies.of(rope, row[length - 1] + 1);
            for (int position : row) {
                for (int i = 0; i < dims; i++) {
                    float angle = position * frequency[i % frequency.length];
                    cosines[at] = (float) (Math.cos(angle) * factor);
                    float sine = (float) (Math.sin(angle) * factor);
                    sines[at++] = i < dims / 2 ? -sine : sine;
                }
            }
        }
        Shape shape = new Shape(batch, length, 1, dims);
        cos = manager.create(cosines, shape);
        sin = manager.create(sines, shape);
    }

    /** The keys that are cached were turned for the text as it was then. */
    private static void checkGrowth(int[] row, RopeScaling scaling) {
        int first = row.length - 1;
        while (first > 0 && row[first - 1] == row[first] - 1) {
            first--;
        }
        if (scaling instanceof RopeScaling.LongRope own
                && own.changes()
                && row[first] > 0
                && row[first] <= own.context()
                && row[row.length - 1] >= own.context()) {
            throw new IllegalArgumentException("The text grew past " + own.context()
                    + " tokens, where this model's rotary embedding changes (LongRoPE), but what came before was"
                    + " computed for a shorter text. Start again with the whole text.");
        }
    }

    /** Turns queries or keys {@code [batch, pos, heads, d_head]}. */
    NDArray apply(NDArray x) {
        return partial ? turned(x.get("..., :" + dims)).concat(x.get("..., " + dims + ":"), -1) : turned(x);
    }

    /** Cosines and signed sines, {@code [batch, pos, 1, dims]}. */
    NDArray[] arrays() {
        return new NDArray[] {cos, sin};
    }

    private NDArray turned(NDArray x) {
        NDArray first = x.get("..., :" + dims / 2);
        NDArray second = x.get("..., " + dims / 2 + ":");
        return x.mul(cos).addi(second.concat(first, -1).muli(sin));
    }
}
