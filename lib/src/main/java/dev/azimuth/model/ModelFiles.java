package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.azimuth.checkpoint.AtomicFiles;
import dev.azimuth.checkpoint.Checkpoint;
import dev.azimuth.checkpoint.Gguf;
import dev.azimuth.checkpoint.JsonFile;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.family.Families;
import dev.azimuth.family.GgufFile;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.ModelFamily;
import dev.azimuth.family.StoredTensor;
import dev.azimuth.family.UnsupportedModelException;
import dev.azimuth.family.WeightName;
import dev.azimuth.tensor.Scope;
import dev.azimuth.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens and saves whole models: weights, configuration and tokenizer together. */
final class ModelFiles {
    private ModelFiles() {}

    static HookedTransformer open(Path path, Precision precision) {
        try (Checkpoint checkpoint = Checkpoint.open(path)) {
            return checkpoint instanceof Gguf gguf ? fromGguf(gguf, precision) : fromFolder(checkpoint, precision);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HookedTransformer fromGguf(Gguf gguf, Precision precision) {
        GgufFile file = GgufFile.of(gguf);
        ModelFamily family = Families.ofGguf(file);
        ModelConfig config = family.fromGguf(file);
        String name = file.name().replaceFirst("\\.gguf$", "");
        return model(name, family, config, gguf, Tokenizer.fromGguf(gguf.metadata()), precision);
    }

    private static HookedTransformer fromFolder(Checkpoint checkpoint, Precision precision) throws IOException {
        Path folder = checkpoint.path();
        Path file = folder.resolve("config.json");
        JsonNode json = JsonFile.read(file);
        ModelFamily family = Families.ofHub(json.path("model_type").asText("none"), file.toString());
        ModelConfig config = family.fromHub(json, file.toString());
        return model(
                folder.getFileName().toString(), family, config, checkpoint, Tokenizer.fromFolder(folder), precision);
    }

    private static HookedTransformer model(
            String name,
            ModelFamily family,
            ModelConfig config,
            Checkpoint checkpoint,
            Tokenizer tokenizer,
            Precision precision) {
        if (tokenizer.vocabularySize() > config.dVocab()) {
            throw new UnsupportedModelException(
                    checkpoint.path() + ": the tokenizer knows " + tokenizer.vocabularySize()
                            + " tokens, but the model only " + config.dVocab() + ". They do not belong together.");
        }
        Weights weights = new WeightLoader(checkpoint, family, config).load(Scope.defaultDevice(), precision);
        return new HookedTransformer(name, family, weights, tokenizer, List.of(), List.of());
    }

    static void save(HookedTransformer model, ModelFamily family, Path folder) {
        if (!model.interventions().isEmpty()) {
            throw new IllegalStateException("The interventions " + model.interventions()
                    + " act while the model runs and are not in its weights, so the saved model would lack them. "
                    + "Save withoutInterventions(), or edit the weights instead.");
        }
        Weights weights = model.weights();
        Map<String, TensorSource> tensors = new LinkedHashMap<>();
        for (StoredTensor stored : family.hubTensors(model.config())) {
            List<Long> shape = stored.shape(model.config());
            tensors.put(stored.name(), new TensorSource(shape, () -> bytes(stored, weights)));
        }
        SafetensorsWriter.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), tensors);
        model.tokenizer().save(folder);
        ObjectNode config = family.toHub(model.config());
        model.tokenizer().bos().ifPresent(id -> config.put("bos_token_id", id));
        model.tokenizer().eos().ifPresent(id -> config.put("eos_token_id", id));
        AtomicFiles.writeString(folder.resolve("config.json"), config.toPrettyString() + "\n");
    }

    private static ByteBuffer bytes(StoredTensor stored, Weights weights) {
        try (Scope scope = Scope.on(weights.device())) {
            List<NDArray> parts = new ArrayList<>();
            for (WeightName name : stored.weights()) {
                parts.add(Kernels.convert(weights.get(name), Precision.FLOAT32, scope.manager()));
            }
            NDArray whole = new StoredLayout(stored, weights.config()).join(parts);
            return whole.toByteBuffer().order(ByteOrder.nativeOrder());
        }
    }
}
