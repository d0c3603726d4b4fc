package dev.azimuth.evaluation;

import dev.azimuth.model.HookedTransformer;
import java.util.List;

/** Something that can be measured on a model and on what an edit made of it. */
public interface Metric {
    /** Prepares what depends on the model before the edit. */
    Prepared on(HookedTransformer before);

    /** A metric that knows the model before the edit. */
    @FunctionalInterface
    interface Prepared {
        /** Measures {@code model}: the one before the edit, or one after; always the same rows in the same order. */
        List<Measurement> measure(HookedTransformer model);
    }
}
