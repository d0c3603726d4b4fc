package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Choosing along single dimensions of an array. */
final class Axes {
    private Axes() {}

    /** {@code flags} as a mask over {@code axes} of an array like this one, to be broadcast over all others. */
    static NDArray mask(NDArray like, boolean[] flags, int... axes) {
        long[] shape = new long[like.getShape().dimension()];
        Arrays.fill(shape, 1);
        for (int axis : axes) {
            shape[axis] = like.getShape().get(axis);
        }
        return like.getManager().create(flags, new Shape(shape));
    }

    /** A copy of these indices along {@code axis}, in their order. */
    static NDArray pick(NDArray x, int axis, int[] indices) {
        NDIndex index = new NDIndex();
        for (int before = 0; before < axis; before++) {
            index.addAllDim();
        }
        long[] wanted = Arrays.stream(indices).asLongStream().toArray();
        return x.get(index.addIndices("{}", x.getManager().create(wanted)));
    }
}
