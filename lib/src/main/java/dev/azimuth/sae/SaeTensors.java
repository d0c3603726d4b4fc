package dev.azimuth.sae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.tensor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Reads an autoencoder's tensors strictly: each once, in its shape, every number finite, nothing left over. */
final class SaeTensors {
    private final Checkpoint file;
    private final Map<String, List<Long>> expected;

    private SaeTensors(Checkpoint file, Map<String, List<Long>> expected) {
        this.file = file;
        this.expected = expected;
    }

    /** Those that an autoencoder of this kind has. */
    static SaeTensors of(Checkpoint file, SaeConfig config) {
        long width = config.width();
        List<Long> perFeature = List.of((long) config.features());
        Map<String, List<Long>> expected = new LinkedHashMap<>();
        expected.put(SaeWeights.ENCODER, List.of(width, (long) config.features()));
        expected.put(SaeWeights.DECODER, List.of((long) config.features(), width));
        expected.put(SaeWeights.DECODER_BIAS, List.of(width));
        if (config.architecture() == Architecture.GATED) {
            expected.put(SaeWeights.GATE_BIAS, perFeature);
            expected.put(SaeWeights.MAGNITUDE_BIAS, perFeature);
            expected.put(SaeWeights.MAGNITUDE_SCALE, perFeature);
        } else {
            expected.put(SaeWeights.ENCODER_BIAS, perFeature);
        }
        if (config.architecture() == Architecture.JUMPRELU) {
            expected.put(SaeWeights.THRESHOLD, perFeature);
        }
        return new SaeTensors(file, expected);
    }

    /** One more; of no dimensions, it is one number. */
    SaeTensors and(String name, Long... shape) {
        Map<String, List<Long>> more = new LinkedHashMap<>(expected);
        more.put(name, List.of(shape));
        return new SaeTensors(file, more);
    }

    SaeTensors without(String name) {
        Map<String, List<Long>> fewer = new LinkedHashMap<>(expected);
        fewer.remove(name);
        return new SaeTensors(file, fewer);
    }

    /** The tensors, native, in {@code scope}. */
    Map<String, NDArray> read(Scope scope) {
        requireAll();
        Map<String, NDArray> read = new LinkedHashMap<>();
        expected.forEach((name, shape) -> {
            NDArray array = scope.manager().create(new Shape(shape), DataType.FLOAT32, Device.cpu());
            file.finiteFloats(name, 0, array.toByteBuffer(true));
            read.put(name, array.toDevice(scope.manager().getDevice(), false));
        });
        return read;
    }

    private void requireAll() {
        List<String> missing = new ArrayList<>(expected.keySet());
        missing.removeAll(file.names());
        if (!missing.isEmpty()) {
            throw new CheckpointException(file.path() + " lacks the tensors " + missing + ". It has "
                    + new TreeSet<>(file.names()) + "; an autoencoder of its kind has " + expected.keySet() + ".");
        }
        TreeSet<String> extra = new TreeSet<>(file.names());
        extra.removeAll(expected.keySet());
        if (!extra.isEmpty()) {
            throw new CheckpointException(
                    file.path() + " holds tensors that an autoencoder of its kind has no use for: " + extra
                            + ". Ignoring them could change what it computes.");
        }
        expected.forEach((name, shape) -> {
            List<Long> found = file.info(name).shape();
            if (!found.equals(shape)) {
                throw new CheckpointException(file.path() + ": tensor " + name + " has shape " + found
                        + ", but the autoencoder's sizes ask for " + shape + ".");
            }
        });
    }
}
