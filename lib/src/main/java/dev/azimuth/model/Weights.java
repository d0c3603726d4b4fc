package dev.azimuth.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tensor.SharedTensor;
import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A model's weights by name; unchanged ones are shared with the models it was made from. */
public final class Weights {
    private final ModelConfig config;
    private final Device device;
    private final Precision precision;
    private final Map<WeightName, SharedTensor> tensors;
    private @Nullable Weights plain;

    /**
     * @throws IllegalArgumentException when a weight is missing, superfluous or misshapen, by name
     */
    Weights(ModelConfig config, Device device, Precision precision, Map<WeightName, SharedTensor> tensors) {
        this.config = config;
        this.device = device;
        this.precision = precision;
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

    /** How the matrices lie in memory. */
    public Precision precision() {
        return precision;
    }

    /** The names, in the order of the pass. */
    public List<WeightName> names() {
        return List.copyOf(tensors.keySet());
    }

    /**
     * What {@code reader} makes of the weight called {@code name}: a native tensor in float32, to be read only, which ends when
     * the reader returns.
     *
     * @throws IllegalArgumentException when the model has no such weight
     */
    public <T> T read(WeightName name, Function<NDArray, T> reader) {
        SharedTensor tensor = sharedTensor(name);
        try (Scope scope = Scope.on(device)) {
            return reader.apply(Kernels.convert(tensor.array(), Precision.FLOAT32, scope.manager()));
        } finally {
            Reference.reachabilityFence(tensor);
        }
    }

    /**
     * The same with no matrix packed, so that products can be differentiated. They are kept from the first time on: who
     * differentiates once will do so again.
     */
    synchronized Weights plain() {
        if (plain == null) {
            Map<WeightName, SharedTensor> unpacked = new LinkedHashMap<>();
            for (WeightName name : names()) {
                if (Kernels.isPacked(get(name))) {
                    // A copy, since what the kernels make is never differentiated.
                    unpacked.put(name, read(name, weight -> SharedTensor.owning(weight.duplicate())));
                }
            }
            plain = unpacked.isEmpty() ? this : with(unpacked);
        }
        return plain;
    }

    /** The weight as it lies in memory, perhaps packed, to be read only; see {@link SharedTensor#array()}. */
    NDArray get(WeightName name) {
        return sharedTensor(name).array();
    }

    boolean has(WeightName name) {
        return tensors.containsKey(name);
    }

    /** The matrix {@code [d_vocab, d_model]} that turns the residual stream into logits, tied or not. */
    NDArray unembedding() {
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
        return new Weights(config.withTiedEmbeddings(false), device, precision, next);
    }

    /** The same weights in {@code other}; those that need no change are shared. */
    Weights in(Precision other) {
        Map<WeightName, SharedTensor> next = new LinkedHashMap<>();
        for (WeightName name : Progress.over(names(), "converting weights")) {
            boolean same = precision == other || !name.kind().isMatrix();
            next.put(name, same ? sharedTensor(name) : read(name, w -> stored(name, w.duplicate(), other)));
        }
        return new Weights(config, device, other, next);
    }

    /**
     * A weight that was computed in float32, as it is kept: a matrix in {@code precision} and, if the stream is multiplied
     * by it, packed; all others as they are.
     */
    static SharedTensor stored(WeightName name, NDArray weight, Precision precision) {
        NDArray kept = precision == Precision.FLOAT32 || !name.kind().isMatrix()
                ? weight
                : Kernels.convert(weight, precision, weight.getManager());
        return SharedTensor.owning(isMultipliedBy(name.kind()) ? Kernels.packed(kept) : kept);
    }

    /** Of the unembedding there may be rows to look up, and a model gives the same numbers whether or not it is tied. */
    private static boolean isMultipliedBy(WeightName.Kind kind) {
        return switch (kind) {
            case QUERY, KEY, VALUE, ATTN_OUT, GATE, UP, DOWN -> true;
            default -> false;
        };
    }

    /** The same weights but for {@code changed}. */
    Weights with(Map<WeightName, SharedTensor> changed) {
        Map<WeightName, SharedTensor> next = new LinkedHashMap<>(tensors);
        next.putAll(changed);
        return new Weights(config, device, precision, next);
    }

    private SharedTensor sharedTensor(WeightName name) {
        SharedTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("This model has no weight " + name
                    + (name.kind() == WeightName.Kind.UNEMBED ? ": its unembedding is tied to the embedding." : "."));
        }
        return tensor;
    }
}
