package dev.azimuth.notebook;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The summary of each kind of array a notebook shows. */
final class ArraySummaries {
    private ArraySummaries() {}

    static ArraySummary of(int[] array) {
        return new ArraySummary("int", List.of((long) array.length), i -> array[(int) i]);
    }

    static ArraySummary of(float[] array) {
        return new ArraySummary("float", List.of((long) array.length), i -> array[(int) i]);
    }

    static ArraySummary of(double[] array) {
        return new ArraySummary("double", List.of((long) array.length), i -> array[(int) i]);
    }

    /** A matrix, shorter rows padded with NaN. */
    static ArraySummary of(float[][] array) {
        int width = Arrays.stream(array).mapToInt(row -> row.length).max().orElse(0);
        return new ArraySummary("float", List.of((long) array.length, (long) width), i -> {
            float[] row = array[(int) (i / width)];
            int column = (int) (i % width);
            return column < row.length ? row[column] : Double.NaN;
        });
    }

    /** A matrix, shorter rows padded with NaN. */
    static ArraySummary of(double[][] array) {
        int width = Arrays.stream(array).mapToInt(row -> row.length).max().orElse(0);
        return new ArraySummary("double", List.of((long) array.length, (long) width), i -> {
            double[] row = array[(int) (i / width)];
            int column = (int) (i % width);
            return column < row.length ? row[column] : Double.NaN;
        });
    }

    static ArraySummary of(INDArray array) {
        String dtype = array.dataType().name().toLowerCase(Locale.ROOT);
        // Reading the buffer is many times faster than reading element by element, but only its plain order is
        // row-major.
        boolean plain = !array.isView() && array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
        var buffer = (plain ? array : array.dup('c')).data();
        return new ArraySummary(dtype, Arrays.stream(array.shape()).boxed().toList(), buffer::getDouble);
    }
}
