package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.progress.Progress;
import java.util.List;
import java.util.function.Consumer;

/**
 * Ends a pass after the layer in which its thread was interrupted, and changes nothing. A pass over a thousand tokens takes
 * seconds on a slow machine, a layer of it a fraction of one.
 */
final class StopSign implements Intervention {
    static final StopSign INSTANCE = new StopSign();

    private static final class CutShort extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private StopSign() {}

    /**
     * Does {@code step} with each item of {@code work}, with progress.
     *
     * @param step whose passes this acts in
     * @throws java.util.concurrent.CancellationException when the thread is interrupted, saying how far it came
     */
    static <T> void over(List<T> work, String label, Consumer<T> step) {
        for (T item : Progress.over(work, label)) {
            try {
                step.accept(item);
            } catch (CutShort e) {
                // The interrupt still stands: the loop's next step says how far it came.
            }
        }
    }

    @Override
    public HookFilter where() {
        return HookPoint.RESID_POST;
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        check();
        return activation;
    }

    /** For work between passes. */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CutShort();
        }
    }

    @Override
    public String toString() {
        return "stop sign";
    }
}
