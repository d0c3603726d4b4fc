package dev.azimuth.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

/**
 * The life of native tensors: all that is made in a scope is freed when it closes.
 *
 * <p>A result that outlives the scope is copied out, as a {@link HostArray}. Native memory is invisible to the garbage
 * collector, so nothing here is left to it; weights, which
 * outlive every scope, are {@link SharedTensor}s.
 */
public final class Scope implements AutoCloseable {
    private final NDManager manager;

    private Scope(NDManager manager) {
        this.manager = manager;
    }

    /** The device that models are put on unless told otherwise: a GPU where the engine finds one. */
    public static Device defaultDevice() {
        return Root.MANAGER.getDevice();
    }

    /** A new scope on {@code device}. */
    public static Scope on(Device device) {
        return new Scope(Root.MANAGER.newSubManager(device));
    }

    /** Makes tensors that end with this scope. */
    public NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        manager.close();
    }

    /** Starts the engine on first use, and names it, since other DJL engines may be on the class path. */
    private static final class Root {
        static final NDManager MANAGER;

        static {
            Djl.reportNothing();
            MANAGER = NDManager.newBaseManager(null, "PyTorch");
        }
    }
}
