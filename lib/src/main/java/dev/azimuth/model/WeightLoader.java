package dev.azimuth.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.Gguf;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.ModelFamily;
import dev.azimuth.family.StoredTensor;
import dev.azimuth.family.WeightName;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tensor.SharedTensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads weights strictly: each expected tensor once, in the right shape, all numbers finite, nothing left over. */
final class WeightLoader {
    private static final long MOST_VALUES = 1 << 24;

    private final Checkpoint checkpoint;
    private final ModelFamily family;
    private final ModelConfig config;
    private final StoredNames names;
    private final long mostValues;

    WeightLoader(Checkpoint checkpoint, ModelFamily family, ModelConfig config) {
        this(checkpoint, family, config, MOST_VALUES);
    }

    /** @param mostValues to decode at a time, but for a row that has more */
    WeightLoader(Checkpoint checkpoint, ModelFamily family, ModelConfig config, long mostValues) {
        this.mostValues = mostValues;
        this.checkpoint = checkpoint;
        this.family = family;
        this.config = config;
        this.names = StoredNames.of(checkpoint, family);
    }

    Weights load(Device device, Precision precision) {
        List<StoredTensor> expected =
                checkpoint instanceof Gguf ? family.ggufTensors(config) : family.hubTensors(config);
        check(expected);
        Map<WeightName, SharedTensor> tensors = new LinkedHashMap<>();
        for (StoredTensor stored : Progress.over(expected, "loading weights")) {
            read(device, precision, stored, tensors);
        }
        return new Weights(config, device, precision, tensors);
    }

    private void read(Device device, Precision precision, StoredTensor stored, Map<WeightName, SharedTensor> tensors) {
        try (Scope scope = Scope.on(Device.cpu())) {
            NDArray whole = scope.manager().create(new Shape(stored.shape(config)), DataType.FLOAT32);
            fill(whole, names.inFile(stored.name()));
            List<NDArray> parts = new StoredLayout(stored, config).split(whole);
            for (int i = 0; i < parts.size(); i++) {
                WeightName name = stored.weights().get(i);
                NDArray part = parts.get(i).toDevice(device, false);
                tensors.put(name, Weights.stored(name, part, precision));
            }
        }
    }

    /** Decodes into the native tensor itself, some rows at a time: the largest embeddings are too large for a buffer. */
    private void fill(NDArray whole, String name) {
        long rows = whole.getShape().get(0);
        long rowSize = whole.size() / rows;
        long step = Math.max(1, mostValues / rowSize);
        for (long row = 0; row < rows; row += step) {
            NDArray some = whole.get(row + ":" + Math.min(rows, row + step)); // a view
            checkpoint.finiteFloats(name, row * rowSize, some.toByteBuffer(true));
        }
    }

    private void check(List<StoredTensor> expected) {
        Set<String> extra = new HashSet<>(checkpoint.names());
        List<String> missing = new ArrayList<>();
        for (StoredTensor stored : expected) {
            String name = names.inFile(stored.name());
            if (!extra.remove(name)) {
                missing.add(name);
                continue;
            }
            List<Long> shape = checkpoint.info(name).shape();
            if (!shape.equals(stored.shape(config))) {
                throw new CheckpointException(checkpoint.path() + ": tensor '" + name + "' has shape " + shape
                        + ", but the configuration asks for " + stored.shape(config) + ".");
            }
        }
        if (!missing.isEmpty()) {
            throw new CheckpointException(checkpoint.path() + " lacks " + missing.size() + " of " + expected.size()
                    + " tensors, such as '" + missing.get(0) + "'. Is it one part of a larger model?");
        }
        extra.removeIf(names::mayBeIgnored);
        TiedUnembedding.among(extra, checkpoint, family, config, names).ifPresent(extra::remove);
        if (!extra.isEmpty()) {
            throw new CheckpointException(checkpoint.path() + " holds tensors that a " + family.name()
                    + " model has no use for: "
                    + extra.stream().sorted().limit(3).toList()
                    + ". Ignoring them could change what the model computes.");
        }
    }
}
