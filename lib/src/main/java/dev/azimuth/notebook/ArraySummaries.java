package dev.azimuth.notebook;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** The summary of each kind of array a notebook shows. */
final class ArraySummaries {
    private ArraySummaries() {}

    /** Of an array of primitive numbers. */
    static ArraySummary ofVector(Object array) {
        String dtype = array.getClass().getComponentType().getName();
        return new ArraySummary(dtype, List.of((long) Array.getLength(array)), i -> Array.getDouble(array, (int) i));
    }

    /** Of an array of arrays of primitive numbers. Short rows count as padded with NaN. */
    static ArraySummary ofMatrix(Object[] rows) {
        String dtype = rows.getClass().getComponentType().getComponentType().getName();
        int[] widths = Arrays.stream(rows).mapToInt(Array::getLength).toArray();
        int width = IntStream.of(widths).max().orElse(0);
        return new ArraySummary(dtype, List.of((long) rows.length, (long) width), i -> {
            int row = (int) (i / width);
            int column = (int) (i % width);
            return column < widths[row] ? Array.getDouble(rows[row], column) : Double.NaN;
        });
    }

    /** Of an array that is not empty and holds numbers or truth values. */
    static ArraySummary of(INDArray array) {
        String dtype = array.dataType().name().toLowerCase(Locale.ROOT);
        List<Long> shape = Arrays.stream(array.shape()).boxed().toList();
        // Reading the buffer is many times faster than reading by index, but only a plain one is in row-major order.
        boolean plain = !array.isView() && array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
        var buffer = (plain ? array : array.dup('c')).data();
        return new ArraySummary(dtype, shape, buffer::getDouble);
    }
}
