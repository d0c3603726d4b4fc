package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.HookName;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.function.UnaryOperator;

/** A number that a pass computes, to be differentiated by what the pass computes before it. */
public interface Objective {
    /** The activation it is computed from; the logits unless it says otherwise. */
    default HookName at() {
        return HookName.logits();
    }

    /** The positions whose logits it needs, counted from the end. */
    default LogitsAt logits() {
        return LogitsAt.ALL;
    }

    /**
     * The number, without dimensions. Of several texts it should be the sum, so that each text's derivatives are its own.
     *
     * @param activation at {@link #at()}; texts are padded on the left, so that all end together
     */
    NDArray value(NDArray activation, Tokenizer tokenizer);

    /** What {@code function} makes of the logits {@code [batch, pos, d_vocab]}. */
    static Objective ofLogits(UnaryOperator<NDArray> function) {
        return of(HookName.logits(), function);
    }

    /** What {@code function} makes of the activation at {@code name}. */
    static Objective of(HookName name, UnaryOperator<NDArray> function) {
        return new Objective() {
            @Override
            public HookName at() {
                return name;
            }

            @Override
            public NDArray value(NDArray activation, Tokenizer tokenizer) {
                return function.apply(activation);
            }

            @Override
            public String toString() {
                return "a function of " + name;
            }
        };
    }
}
