package dev.azimuth.family;

import java.util.List;

/** The families that can be opened. */
public final class Families {
    private static final List<ModelFamily> ALL = List.of(
            new Llama(),
            new Mistral(),
            new Qwen2(),
            new Qwen3(),
            new Gemma(),
            new Gemma2(),
            new Gemma3(),
            new Phi3(),
            new Olmo2(),
            new Gpt2(),
            new GptNeo(),
            new GptNeoX(),
            new SmolLm3(),
            new Granite(),
            new Phi(),
            new Starcoder2(),
            new Mixtral(),
            new Qwen3Moe());

    private Families() {}

    /** All of them. */
    public static List<ModelFamily> all() {
        return ALL;
    }

    /**
     * The family that {@code config.json}'s {@code model_type} names.
     *
     * @throws UnsupportedModelException when there is none
     */
    public static ModelFamily ofHub(String modelType, String file) {
        return ALL.stream()
                .filter(family -> family.name().equals(modelType))
                .findFirst()
                .orElseThrow(() -> unsupported(
                        modelType, file, ALL.stream().map(ModelFamily::name).toList()));
    }

    /**
     * The family of a GGUF file, which its {@code general.architecture} names.
     *
     * @throws UnsupportedModelException when there is none
     */
    public static ModelFamily ofGguf(GgufFile file) {
        return ALL.stream()
                .filter(family -> family.wrote(file))
                .findFirst()
                .orElseThrow(() -> unsupported(
                        file.architecture(),
                        file.name(),
                        ALL.stream()
                                .flatMap(family -> family.ggufName().stream())
                                .distinct()
                                .toList()));
    }

    private static UnsupportedModelException unsupported(String asked, String file, List<String> supported) {
        return new UnsupportedModelException(file + " holds a model of the family '" + asked
                + "', which is not supported. Supported: " + String.join(", ", supported)
                + ". A family is one file beside dev.azimuth.family.Llama.");
    }
}
