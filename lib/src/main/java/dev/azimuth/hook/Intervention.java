package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/**
 * A change of activations while a model runs. {@link Hook} makes the usual ones.
 *
 * <p>Arrays made on the way belong to the pass and end with it. To read only, return the activation as it came.
 */
public interface Intervention {
    /** The places it acts on. */
    HookFilter where();

    /**
     * What takes the place of {@code activation}.
     *
     * @return an array of the same shape
     */
    NDArray apply(NDArray activation, HookSite site);

    /**
     * What acts in one run: in a single pass, or in a generation from its prompts to its last token. It is this one itself,
     * unless it remembers something from one place to the next; then it is a new one that remembers nothing yet and is
     * forgotten with the run, so that threads and runs cannot disturb each other. What has begun begins as itself.
     */
    default Intervention begin() {
        return this;
    }

    /** The change {@code function} at {@code where}. */
    static Intervention at(HookFilter where, UnaryOperator<NDArray> function) {
        return new Intervention() {
            @Override
            public HookFilter where() {
                return where;
            }

            @Override
            public NDArray apply(NDArray activation, HookSite site) {
                return function.apply(activation);
            }

            @Override
            public String toString() {
                return "intervention at " + where.label();
            }
        };
    }
}
