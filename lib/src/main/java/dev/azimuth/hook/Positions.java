package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Which tokens of a text an intervention changes. */
public enum Positions {
    /** Every token. */
    ALL,
    /** Every token but a text's first, where models keep their attention sink. */
    AFTER_FIRST;

    /**
     * {@code changed} at these positions, {@code original} elsewhere.
     *
     * @param original an activation {@code [batch, pos, …]}
     * @param changed the same shape
     */
    public NDArray choose(NDArray original, NDArray changed, HookSite site) {
        if (this == ALL) {
            return changed;
        }
        NDArray positions = site.positions();
        long[] shape = new long[original.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[0] = positions.getShape().get(0);
        shape[1] = positions.getShape().get(1);
        NDArray mask = positions.gt(0).toType(DataType.FLOAT32, false).reshape(new Shape(shape));
        return original.add(changed.sub(original).mul(mask));
    }
}
