package dev.azimuth.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.Gguf;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.ModelFamily;
import dev.azimuth.family.WeightName;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tensor.SharedTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads weights strictly: each expected tensor once, in the right shape, all numbers finite, nothing left over. */
final class WeightLoader {
    private final Checkpoint checkpoint;
    private final ModelFamily family;
    private final ModelConfig config;
    private final boolean gguf;

    WeightLoader(Checkpoint checkpoint, ModelFamily family, ModelConfig config) {
        this.checkpoint = checkpoint;
        this.family = family;
        this.config = config;
        this.gguf = checkpoint instanceof Gguf;
    }

    Weights load(Device device) {
        List<WeightName> names = WeightName.all(config);
        checkNames(names);
        Map<WeightName, SharedTensor> tensors = new LinkedHashMap<>();
        try (Scope scope = Scope.on(device)) {
            for (WeightName name : Progress.over(names, "loading weights")) {
                tensors.put(name, SharedTensor.owning(read(scope.manager(), name)));
            }
        }
        return new Weights(config, device, tensors);
    }

    private NDArray read(NDManager manager, WeightName name) {
        ByteBuffer floats = checkpoint.finiteFloats(fileName(name));
        NDArray array = manager.create(floats, new Shape(name.shape(config)), DataType.FLOAT32);
        if (!gguf || !family.interleavedInGguf(name)) {
            return array;
        }
        // Row 2j+t of a head becomes row t·d_head/2 + j: from pairs side by side to pairs half a head apart.
        long heads = array.getShape().get(0) / config.dHead();
        return array.reshape(heads, config.dHead() / 2, 2, config.dModel())
                .transpose(0, 2, 1, 3)
                .reshape(array.getShape())
                .duplicate();
    }

    private void checkNames(List<WeightName> names) {
        Set<String> extra = new HashSet<>(checkpoint.names());
        List<String> missing = new ArrayList<>();
        for (WeightName name : names) {
            String fileName = fileName(name);
            if (!extra.remove(fileName)) {
                missing.add(fileName);
                continue;
            }
            List<Long> shape = checkpoint.info(fileName).shape();
            if (!shape.equals(name.shape(config))) {
                throw new CheckpointException(checkpoint.path() + ": tensor '" + fileName + "' has shape " + shape
                        + ", but the configuration asks for " + name.shape(config) + ".");
            }
        }
        if (!missing.isEmpty()) {
            throw new CheckpointException(checkpoint.path() + " lacks " + missing.size() + " of " + names.size()
                    + " tensors, such as '" + missing.get(0) + "'. Is it one part of a larger model?");
        }
        if (!extra.isEmpty()) {
            throw new CheckpointException(checkpoint.path() + " holds tensors that a " + family.name()
                    + " model has no use for: "
                    + extra.stream().sorted().limit(3).toList()
                    + ". Ignoring them could change what the model computes.");
        }
    }

    private String fileName(WeightName name) {
        return gguf ? family.ggufName(name) : family.hubName(name);
    }
}
