package dev.azimuth.tensor;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A tensor copied out of native memory: float32 values in row-major order, kept by the garbage collector.
 *
 * <p>It becomes an ND4J array when one is asked for, so that ND4J is loaded only when it is needed.
 */
public final class HostArray {
    private final float[] values;
    private final long[] shape;

    private HostArray(float[] values, long[] shape) {
        this.values = values;
        this.shape = shape;
    }

    /** A copy of {@code array}, which may then be closed. */
    public static HostArray copyOf(NDArray array) {
        return new HostArray(array.toFloatArray(), array.getShape().getShape());
    }

    /** The sizes of the dimensions, outermost first. */
    public long[] shape() {
        return shape.clone();
    }

    /** The value at {@code index}, one number a dimension. */
    public float at(long... index) {
        return values[offset(index)];
    }

    /** The last dimension's values at {@code index}, which names all dimensions but the last. */
    public float[] row(long... index) {
        int start = offset(Arrays.copyOf(index, index.length + 1));
        return Arrays.copyOfRange(values, start, start + (int) shape[shape.length - 1]);
    }

    /** An ND4J copy, same shape. */
    public INDArray toIndArray() {
        return Nd4j.create(values, shape, 'c');
    }

    private int offset(long[] index) {
        if (index.length != shape.length) {
            throw new IllegalArgumentException("The array has shape " + Arrays.toString(shape) + ", but the index "
                    + Arrays.toString(index) + " has " + index.length + " dimensions.");
        }
        long offset = 0;
        for (int i = 0; i < shape.length; i++) {
            if (index[i] < 0 || index[i] >= shape[i]) {
                throw new IndexOutOfBoundsException("The index " + Arrays.toString(index) + " lies outside the shape "
                        + Arrays.toString(shape) + ".");
            }
            offset = offset * shape[i] + index[i];
        }
        return Math.toIntExact(offset);
    }

    @Override
    public String toString() {
        return "HostArray" + Arrays.toString(shape);
    }
}
