package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.tensor.Scope;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Rows of numbers through a native function, so many at a time that memory stays small. */
final class RowBlocks {
    /** Numbers of one native array: 64 MB. */
    private static final int MOST = 1 << 24;

    private RowBlocks() {}

    /** @param width of a row given, {@code to} of a row returned */
    static float[][] map(float[][] rows, int width, int to, UnaryOperator<NDArray> function) {
        return map(rows, width, to, to, function);
    }

    /** @param widest of a row anywhere on the way */
    static float[][] map(float[][] rows, int width, int to, int widest, UnaryOperator<NDArray> function) {
        float[][] mapped = new float[rows.length][];
        int block = Math.max(1, MOST / Math.max(width, Math.max(to, widest)));
        for (int from = 0; from < rows.length; from += block) {
            float[][] some = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + block));
            try (Scope scope = Scope.on(Scope.defaultDevice())) {
                NDArray given = scope.manager().create(flat(some, from, width), new Shape(some.length, width));
                float[] values = function.apply(given).toFloatArray();
                for (int i = 0; i < some.length; i++) {
                    mapped[from + i] = Arrays.copyOfRange(values, i * to, (i + 1) * to);
                }
            }
        }
        return mapped;
    }

    static float[] flat(float[][] rows, int first, int width) {
        float[] flat = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != width) {
                throw new IllegalArgumentException(
                        "Row " + (first + i) + " has " + rows[i].length + " numbers; " + width + " are needed.");
            }
            System.arraycopy(rows[i], 0, flat, i * width, width);
        }
        return flat;
    }
}
