package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.SharedTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The native weights of an autoencoder, by SAELens's names. Freed once no autoencoder has them. */
final class SaeWeights {
    static final String ENCODER = "W_enc"; // [d, m]
    static final String DECODER = "W_dec"; // [m, d]
    static final String ENCODER_BIAS = "b_enc"; // [m]
    static final String DECODER_BIAS = "b_dec"; // [d]
    static final String GATE_BIAS = "b_gate"; // [m]
    static final String MAGNITUDE_BIAS = "b_mag"; // [m]
    static final String MAGNITUDE_SCALE = "r_mag"; // [m], a logarithm
    static final String THRESHOLD = "threshold"; // [m]

    private final Map<String, SharedTensor> tensors;

    private SaeWeights(Map<String, SharedTensor> tensors) {
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /** Takes these arrays out of their scope. */
    static SaeWeights owning(Map<String, NDArray> arrays) {
        Map<String, SharedTensor> shared = new LinkedHashMap<>();
        arrays.forEach((name, array) -> shared.put(name, SharedTensor.owning(array)));
        return new SaeWeights(shared);
    }

    Set<String> names() {
        return tensors.keySet();
    }

    /** To be used as {@link SharedTensor#array} says. */
    NDArray get(String name) {
        SharedTensor found = tensors.get(name);
        if (found == null) {
            throw new IllegalArgumentException("The autoencoder has no " + name + ". It has " + names() + ".");
        }
        return found.array();
    }

    HostArray host(String name) {
        return HostArray.copyOf(get(name));
    }
}
