package dev.azimuth.tensor;

import ai.djl.ndarray.NDArray;
import java.lang.ref.Cleaner;

/**
 * A weight, shared by every model that has it unchanged, and freed once no model has.
 *
 * <p>Whoever computes with {@link #array()} keeps this object reachable until the computation is over.
 */
public final class SharedTensor {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final OffHeap WEIGHTS = new OffHeap(1L << 30);

    private final NDArray array;

    private SharedTensor(NDArray array) {
        this.array = array;
    }

    /** Takes {@code array} out of its scope; from now on the garbage collector decides when it ends. */
    public static SharedTensor owning(NDArray array) {
        array.detach();
        SharedTensor shared = new SharedTensor(array);
        CLEANER.register(shared, array::close);
        WEIGHTS.taken(array.size() * array.getDataType().getNumOfBytes());
        return shared;
    }

    /** A weight of one scope only, which ends with that scope. */
    public static SharedTensor within(NDArray array) {
        return new SharedTensor(array);
    }

    /**
     * The tensor, to be read only, and only as an argument: an operation's result belongs to the scope of the array it
     * is called on, and this one has none.
     */
    public NDArray array() {
        return array;
    }
}
