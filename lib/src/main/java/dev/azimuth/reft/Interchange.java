package dev.azimuth.reft;

/**
 * What a model would say next if one causal variable of {@code base} had the value that it has in {@code source}.
 *
 * @param base the text that is read
 * @param source the text that the variable's value comes from
 * @param answer the counterfactual's next token; most words begin with a space
 */
public record Interchange(String base, String source, String answer) {
    /** The expectation that {@code answer} follows. */
    public static Interchange interchange(String base, String source, String answer) {
        return new Interchange(base, source, answer);
    }
}
