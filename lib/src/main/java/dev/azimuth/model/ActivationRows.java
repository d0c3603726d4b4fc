package dev.azimuth.model;

import dev.azimuth.hook.HookName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Where the rows of activations are kept. */
interface ActivationRows {
    /** The places, in the order of the pass. */
    List<HookName> names();

    /** The rows from {@code from} to before {@code to} at one of the places. */
    float[][] rows(HookName name, int from, int to);

    /** In memory; all rows of a place are given as they are kept, not copied. */
    static ActivationRows of(Map<HookName, float[][]> kept) {
        return new ActivationRows() {
            @Override
            public List<HookName> names() {
                return List.copyOf(kept.keySet());
            }

            @Override
            public float[][] rows(HookName name, int from, int to) {
                float[][] all = kept.getOrDefault(name, new float[0][]);
                return from == 0 && to == all.length ? all : Arrays.copyOfRange(all, from, to);
            }
        };
    }
}
