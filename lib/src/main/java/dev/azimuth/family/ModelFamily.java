package dev.azimuth.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A family of models: how it writes its configuration and names its weights, both ways. */
public interface ModelFamily {
    /** The families that can be opened. */
    List<ModelFamily> ALL = List.of(new Llama());

    /** Its name in {@code config.json}'s {@code model_type}. */
    String name();

    /** Its name in GGUF's {@code general.architecture}. */
    String ggufName();

    /**
     * The architecture that a {@code config.json} asks for.
     *
     * @throws UnsupportedModelException naming what is missing or not understood
     */
    ModelConfig fromHub(JsonNode config, String file);

    /** The same from a GGUF file's metadata; {@code tied} when the file holds no unembedding. */
    ModelConfig fromGguf(Map<String, Object> metadata, String file, boolean tied);

    /** The {@code config.json} that {@link #fromHub} reads back as {@code config}. */
    ObjectNode toHub(ModelConfig config);

    /** A weight's name in safetensors files. */
    String hubName(WeightName weight);

    /** A weight's name in GGUF files. */
    String ggufName(WeightName weight);

    /** Whether GGUF files keep the rows of this weight's heads interleaved, pair by pair, rather than half by half. */
    boolean interleavedInGguf(WeightName weight);

    /** The family that {@code model_type} names. */
    static ModelFamily ofHub(String modelType, String file) {
        return find(
                modelType,
                file,
                ALL.stream().filter(f -> f.name().equals(modelType)).toList());
    }

    /** The family that {@code general.architecture} names. */
    static ModelFamily ofGguf(String architecture, String file) {
        return find(
                architecture,
                file,
                ALL.stream().filter(f -> f.ggufName().equals(architecture)).toList());
    }

    private static ModelFamily find(String asked, String file, List<ModelFamily> found) {
        if (found.isEmpty()) {
            throw new UnsupportedModelException(file + " holds a model of the family '" + asked
                    + "', which is not supported. "
                    + "Supported: "
                    + String.join(", ", ALL.stream().map(ModelFamily::name).toList())
                    + ". A family is one file beside dev.azimuth.family.Llama.");
        }
        return found.get(0);
    }
}
