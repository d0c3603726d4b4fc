package dev.azimuth.sae;

import ai.djl.ndarray.NDArray;
import dev.azimuth.checkpoint.AtomicFiles;
import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.Safetensors;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.tensor.Scope;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/** A folder as SAELens saves one: {@code cfg.json} and {@code sae_weights.safetensors}. */
final class SaeLensFolder {
    static final String CONFIG = "cfg.json";
    static final String WEIGHTS = "sae_weights.safetensors";

    private static final String BATCH_THRESHOLD = "topk_threshold";
    private static final String FINETUNED = "finetuning_scaling_factor";
    private static final String OLD_FINETUNED = "scaling_factor"; // the same before version 4; often there, and all 1

    private SaeLensFolder() {}

    /** @param inputScale what inputs are multiplied by, where the configuration says that they are; NaN if not given */
    static SparseAutoencoder read(Path configFile, Path weights, double inputScale) {
        SaeLensConfig read = SaeLensConfig.read(configFile);
        if (read.inputScale() == Double.isNaN(inputScale)) {
            throw new CheckpointException(configFile + ": "
                    + (read.inputScale()
                            ? "normalize_activations = expected_average_only_in scales inputs by a factor that the file"
                                    + " does not hold, √d_in over the mean norm in the training data. Give it:"
                                    + " load(folder, factor); 1 if it was folded into the weights."
                            : "its inputs are not scaled by a factor. Load it without one."));
        }
        try (Checkpoint file = Safetensors.open(weights);
                Scope scope = Scope.on(Scope.defaultDevice())) {
            Map<String, NDArray> tensors = tensors(file, read).read(scope);
            fold(file, read, tensors);
            if (read.inputScale()) {
                float scale = (float) inputScale;
                get(tensors, SaeWeights.ENCODER).muli(scale);
                get(tensors, SaeWeights.DECODER).divi(scale);
                get(tensors, SaeWeights.DECODER_BIAS).divi(scale);
            }
            return new SparseAutoencoder(read.config(), SaeWeights.owning(tensors));
        }
    }

    private static SaeTensors tensors(Checkpoint file, SaeLensConfig read) {
        SaeTensors expected = SaeTensors.of(file, read.config());
        if (read.batchTopK()) {
            expected = expected.without(SaeWeights.THRESHOLD).and(BATCH_THRESHOLD);
        }
        for (String name : new String[] {FINETUNED, OLD_FINETUNED}) {
            if (read.old() && file.names().contains(name)) {
                expected = expected.and(name, (long) read.config().features());
            }
        }
        return expected;
    }

    /** Brings what only some files have into the weights that all autoencoders have. */
    private static void fold(Checkpoint file, SaeLensConfig read, Map<String, NDArray> tensors) {
        NDArray decoder = get(tensors, SaeWeights.DECODER);
        if (read.rescaled()) {
            if (read.config().architecture() != Architecture.TOPK && !read.batchTopK()) {
                throw new CheckpointException(file.path() + ": rescale_acts_by_decoder_norm is not known of "
                        + read.config().architecture().label() + " autoencoders.");
            }
            NDArray norms = decoder.norm(new int[] {1}, true).maximum(1e-8f); // [m, 1]
            decoder.divi(norms);
            get(tensors, SaeWeights.ENCODER).muli(norms.transpose());
            get(tensors, SaeWeights.ENCODER_BIAS).muli(norms.squeeze(1));
        }
        NDArray threshold = tensors.remove(BATCH_THRESHOLD);
        if (threshold != null) {
            tensors.put(
                    SaeWeights.THRESHOLD,
                    get(tensors, SaeWeights.ENCODER_BIAS).onesLike().muli(threshold));
        }
        for (String name : new String[] {FINETUNED, OLD_FINETUNED}) {
            NDArray factor = tensors.remove(name);
            if (factor != null && read.scaled()) {
                decoder.muli(factor.expandDims(1));
            } else if (factor != null && factor.sub(1).abs().max().getFloat() > 1e-5f) {
                throw new CheckpointException(file.path() + ": tensor " + name + " is not 1 everywhere, but the"
                        + " configuration says that it is not used (finetuning_scaling_factor).");
            }
        }
    }

    private static NDArray get(Map<String, NDArray> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name); // all that are expected were read
    }

    static void write(SparseAutoencoder sae, Path folder) {
        Map<String, TensorSource> tensors = new LinkedHashMap<>();
        for (String name : sae.weights().names()) {
            NDArray array = sae.weights().get(name);
            tensors.put(
                    name,
                    new TensorSource(
                            LongStream.of(array.getShape().getShape()).boxed().toList(), () -> bytes(array)));
        }
        SafetensorsWriter.write(folder.resolve(WEIGHTS), Map.of(), tensors);
        // Last: a folder that has its configuration is whole.
        AtomicFiles.writeString(
                folder.resolve(CONFIG), SaeLensConfig.write(sae.config()).toPrettyString() + "\n");
    }

    private static ByteBuffer bytes(NDArray array) {
        float[] values = array.toFloatArray();
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        return bytes;
    }
}
