package dev.azimuth.attribution;

import dev.azimuth.plot.TokenStrip;
import java.util.Arrays;
import java.util.List;

/** A token on which a neuron is active, in its text. */
final class NeuronPlace {
    private static final int BEFORE = 10;
    private static final int AFTER = 5;

    private final List<String> tokens;
    private final double[] activations;
    private final int at;

    /**
     * @param activations at all tokens of the text
     * @param at which of them it is
     */
    NeuronPlace(List<String> tokens, double[] activations, int at) {
        this.tokens = tokens;
        this.activations = activations;
        this.at = at;
    }

    double activation() {
        return activations[at];
    }

    String token() {
        return tokens.get(at);
    }

    private int from() {
        return Math.max(0, at - BEFORE);
    }

    private int to() {
        return Math.min(tokens.size(), at + AFTER + 1);
    }

    /** What stands around it, the token itself in double brackets. */
    String context() {
        return String.join("", tokens.subList(from(), at)) + "⟦" + token() + "⟧"
                + String.join("", tokens.subList(at + 1, to()));
    }

    /** The same, coloured by activation. */
    TokenStrip strip(String valueName) {
        return TokenStrip.of(valueName, tokens.subList(from(), to()), Arrays.copyOfRange(activations, from(), to()));
    }
}
