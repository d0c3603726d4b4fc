package dev.azimuth.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.tensor.SharedTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model's weights by name; unchanged ones are shared with the models it was made from. */
public final class Weights {
    private final ModelConfig config;
    private final Device device;
    private final Map<WeightName, SharedTensor> tensors;

    /**
     * @throws IllegalArgumentException when a weight is missing, superfluous or misshapen, by name
     */
    Weights(ModelConfig config, Device device, Map<WeightName, SharedTensor> tensors) {
        this.config = config;
        this.device = device;
        this.tensors = new LinkedHashMap<>();
        List<WeightName> expected = WeightName.all(config);
        for (WeightName name : expected) {
            SharedTensor tensor = tensors.get(name);
            if (tensor == null) {
                throw new IllegalArgumentException("The weight " + name + " is missing.");
            }
            Shape wanted = new Shape(name.shape(config));
            if (!tensor.array().getShape().equals(wanted)) {
                throw new IllegalArgumentException("The weight " + name + " has shape "
                        + tensor.array().getShape() + ", but the configuration asks for " + wanted + ".");
            }
            this.tensors.put(name, tensor);
        }
        for (WeightName name : tensors.keySet()) {
            if (!this.tensors.containsKey(name)) {
                throw new IllegalArgumentException("The weight " + name + " has no place in this model.");
            }
        }
    }

    /** The architecture these weights are for. */
    public ModelConfig config() {
        return config;
    }

    /** Where they are. */
    public Device device() {
        return device;
    }

    /** The names, in the order of the pass. */
    public List<WeightName> names() {
        return List.copyOf(tensors.keySet());
    }

    /** The weight called {@code name}, to be read only; see {@link SharedTensor#array()}. */
    public NDArray get(WeightName name) {
        SharedTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("This model has no weight " + name
                    + (name.kind() == WeightName.Kind.UNEMBED ? ": its unembedding is tied to the embedding." : "."));
        }
        return tensor.array();
    }

    boolean has(WeightName name) {
        return tensors.containsKey(name);
    }

    /** The matrix {@code [d_vocab, d_model]} that turns the residual stream into logits, tied or not. */
    public NDArray unembedding() {
        return get(WeightName.of(config.tiedEmbeddings() ? WeightName.Kind.EMBED : WeightName.Kind.UNEMBED));
    }

    /** Whether {@code name} is the same tensor in both models. */
    public boolean shares(WeightName name, Weights other) {
        return tensors.get(name) != null && tensors.get(name) == other.tensors.get(name);
    }

    /** The unembedding as a weight of its own, so that the embedding can be changed without it. */
    Weights untied() {
        if (!config.tiedEmbeddings()) {
            return this;
        }
        Map<WeightName, SharedTensor> next = new LinkedHashMap<>(tensors);
        next.put(WeightName.of(WeightName.Kind.UNEMBED), sharedTensor(WeightName.of(WeightName.Kind.EMBED)));
        return new Weights(config.withTiedEmbeddings(false), device, next);
    }

    /** The same weights but for {@code changed}. */
    Weights with(Map<WeightName, SharedTensor> changed) {
        Map<WeightName, SharedTensor> next = new LinkedHashMap<>(tensors);
        next.putAll(changed);
        return new Weights(config, device, next);
    }

    private SharedTensor sharedTensor(WeightName name) {
        SharedTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("The weight " + name + " is missing.");
        }
        return tensor;
    }
}
