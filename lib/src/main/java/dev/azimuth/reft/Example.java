package dev.azimuth.reft;

/**
 * What a model is taught to answer.
 *
 * @param prompt what a user says
 * @param answer the reply wanted, without an end-of-text token
 * @param whole whether the reply ends there, so that the end is learned too, or may go on
 */
public record Example(String prompt, String answer, boolean whole) {
    public Example {
        if (prompt.isBlank() || answer.isBlank()) {
            throw new IllegalArgumentException(
                    "An example needs a prompt and an answer, but has '" + prompt + "' and '" + answer + "'.");
        }
    }

    /** The example that {@code answer}, and no more, follows {@code prompt}. */
    public static Example example(String prompt, String answer) {
        return new Example(prompt, answer, true);
    }

    /** The example that what follows {@code prompt} begins with {@code answer}. */
    public static Example beginning(String prompt, String answer) {
        return new Example(prompt, answer, false);
    }
}
