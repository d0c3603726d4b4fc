package dev.azimuth.reft;

/**
 * What a model is taught to answer.
 *
 * @param prompt what a user says
 * @param answer the reply wanted, without an end-of-text token
 */
public record Example(String prompt, String answer) {
    public Example {
        if (prompt.isBlank() || answer.isBlank()) {
            throw new IllegalArgumentException(
                    "An example needs a prompt and an answer, but has '" + prompt + "' and '" + answer + "'.");
        }
    }

    /** The example that {@code answer} follows {@code prompt}. */
    public static Example example(String prompt, String answer) {
        return new Example(prompt, answer);
    }
}
