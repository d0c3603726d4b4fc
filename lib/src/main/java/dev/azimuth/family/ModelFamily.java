package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** A family of models: how it writes its configuration and stores its weights, both ways. */
public interface ModelFamily {
    /** Its name in {@code config.json}'s {@code model_type}. */
    String name();

    /**
     * The architecture that a {@code config.json} asks for.
     *
     * @throws UnsupportedModelException naming what is missing or not understood
     */
    ModelConfig fromHub(JsonNode config, String file);

    /** The {@code config.json} that {@link #fromHub} reads back as {@code config}. */
    ObjectNode toHub(ModelConfig config);

    /** The tensors of a safetensors checkpoint; together they hold every weight once. */
    List<StoredTensor> hubTensors(ModelConfig config);

    /** What most names in {@link #hubTensors} begin with, and what checkpoints of the bare transformer leave out. */
    String hubPrefix();

    /** What older checkpoints call this tensor; the same name unless it has changed. */
    default String olderName(String hubName) {
        return hubName;
    }

    /** Whether a safetensors checkpoint may hold a tensor of this name that the model has no use for, such as a mask. */
    default boolean ignores(String hubName) {
        return hubName.endsWith(".rotary_emb.inv_freq");
    }

    /** Its name in GGUF's {@code general.architecture}; empty where llama.cpp writes no such files. */
    default Optional<String> ggufName() {
        return Optional.empty();
    }

    /** Whether this GGUF file is of this family. */
    default boolean wrote(GgufFile file) {
        return ggufName().filter(file.architecture()::equals).isPresent();
    }

    /**
     * The architecture that a GGUF file asks for.
     *
     * @throws UnsupportedModelException naming what is missing or not understood
     */
    default ModelConfig fromGguf(GgufFile file) {
        throw new UnsupportedModelException(
                file.name() + " cannot hold a " + name() + " model: llama.cpp writes no GGUF files of this family.");
    }

    /** The tensors of a GGUF file that are weights; together they hold every weight once. */
    default List<StoredTensor> ggufTensors(ModelConfig config) {
        return GgufNames.plain(config);
    }

    /** Whether a GGUF file's tensor of this name is a setting, which {@link #fromGguf} reads, and no weight. */
    default boolean isGgufSetting(String name) {
        return GgufRope.TENSORS.contains(name);
    }
}
