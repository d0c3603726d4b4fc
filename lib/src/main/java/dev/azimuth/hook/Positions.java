package dev.azimuth.hook;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which tokens of a text an intervention changes. They are the same whether a text runs alone, padded in a batch, or token
 * by token while it is generated.
 *
 * <p>{@link #at}, {@link #last}, {@link #ofToken} and {@link #span} point into the prompt. A prompt that lacks what they
 * point to is refused, since an intervention that acts nowhere is nearly always a mistake; {@link #ifPresent} leaves such
 * a text alone instead.
 */
public final class Positions {
    /** Every token. */
    public static final Positions ALL = new Positions("at every token", (tokens, text, token) -> true);

    /** Every token but a text's first, where models keep their attention sink. */
    public static final Positions AFTER_FIRST =
            new Positions("after the first token", (tokens, text, token) -> tokens.place(text, token) > 0);

    /** The chosen among a text's tokens of one pass. */
    private interface Choice {
        /**
         * @param strict whether to refuse a text that lacks what is asked for
         */
        BitSet of(PassTokens tokens, int text, boolean strict);
    }

    private interface Condition {
        boolean holds(PassTokens tokens, int text, int token);
    }

    private final String description;
    private final Choice choice;
    private final boolean strict;

    private Positions(String description, Choice choice, boolean strict) {
        this.description = description;
        this.choice = choice;
        this.strict = strict;
    }

    private Positions(String description, Condition condition) {
        this(description, (tokens, text, strict) -> where(condition, tokens, text), true);
    }

    /** The last token of the prompt. */
    public static Positions last() {
        return new Positions("at the last token", (tokens, text, strict) -> indexed(tokens, text, strict, -1), true);
    }

    /** These tokens, counted from 0 at the beginning of a text, or from -1 down at the end of its prompt. */
    public static Positions at(int... indices) {
        if (indices.length == 0) {
            throw new IllegalArgumentException("No position was named. Name at least one, such as at(0, -1).");
        }
        int[] own = indices.clone();
        String listed = Arrays.stream(own).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return new Positions(
                "at position" + (own.length == 1 ? " " : "s ") + listed,
                (tokens, text, strict) -> indexed(tokens, text, strict, own),
                true);
    }

    /** Every token that reads {@code token}, such as {@code " Paris"} with its space; also among those generated. */
    public static Positions ofToken(String token) {
        return new Positions(
                "at '" + token + "'",
                (tokens, text, strict) -> {
                    BitSet found = where((all, t, i) -> all.token(t, i).equals(token), tokens, text);
                    if (strict && found.isEmpty() && tokens.begins(text)) {
                        throw absent("token '" + token + "'", tokens, text, "Most words begin with a space");
                    }
                    return found;
                },
                true);
    }

    /** The tokens that cover {@code words} in the prompt's text, wherever they stand in it. */
    public static Positions span(String words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("An empty span covers no token. Give some of the prompt's text.");
        }
        return new Positions(
                "at the span '" + words + "'",
                (tokens, text, strict) -> {
                    BitSet found = tokens.begins(text) ? covering(words, tokens, text) : new BitSet();
                    if (strict && found.isEmpty() && tokens.begins(text)) {
                        throw absent("span '" + words + "'", tokens, text, "Copy it from the text");
                    }
                    return found;
                },
                true);
    }

    /** Chooses among the tokens of a prompt. */
    @FunctionalInterface
    interface InPrompt {
        /**
         * Whether it chooses a token.
         *
         * @param place of the token, from 0
         * @param length of the prompt in tokens
         */
        boolean holds(int place, int length);
    }

    /** The tokens of the prompt that {@code choice} picks by where they stand; there may be none. */
    static Positions inPrompt(String description, InPrompt choice) {
        return new Positions(
                description,
                (tokens, text, token) -> tokens.step(text, token) < 0
                        && choice.holds(tokens.place(text, token), tokens.promptLength(text)));
    }

    /** The tokens that were given to the model. */
    public static Positions prompt() {
        return new Positions("in the prompt", (tokens, text, token) -> tokens.step(text, token) < 0);
    }

    /** The tokens that the model wrote; none in a run that generates nothing. */
    public static Positions generated() {
        return new Positions("at what is generated", (tokens, text, token) -> tokens.step(text, token) >= 0);
    }

    /** One token of those that the model wrote, counted from 0. */
    public static Positions step(int step) {
        if (step < 0) {
            throw new IllegalArgumentException(
                    "Generated tokens are counted from 0, not " + step + ". Use at(" + step + ") in the prompt.");
        }
        return new Positions("at generated token " + step, (tokens, text, token) -> tokens.step(text, token) == step);
    }

    /** The same, but a text that lacks them is left alone rather than refused. */
    public Positions ifPresent() {
        return new Positions(description + " if present", choice, false);
    }

    /**
     * {@code changed} at these positions, {@code original} elsewhere.
     *
     * @param original an activation in the shape that {@link HookPoint} gives
     * @param changed the same shape
     */
    public NDArray choose(NDArray original, NDArray changed, HookSite site) {
        return choose(original, site, x -> changed);
    }

    /** The same of what {@code change} makes of the whole activation, which is not asked where no token is chosen. */
    public NDArray choose(NDArray original, HookSite site, UnaryOperator<NDArray> change) {
        return new Part(site.name(), this).choose(original, site, change);
    }

    /**
     * The positions that {@link #toString} describes.
     *
     * @throws IllegalArgumentException when it is no such description, listing those that are
     */
    public static Positions described(String description) {
        return PositionsText.read(description);
    }

    /**
     * Which rows of an activation they are, of each text.
     *
     * @param rows how many the activation has of each text, counted from the end of the pass, where all texts end
     */
    public int[][] rows(PassTokens tokens, int rows) {
        int[][] chosen = new int[tokens.texts()][];
        for (int text = 0; text < chosen.length; text++) {
            int first = rows - tokens.count(text);
            chosen[text] = tokens.chosen(this)[text].stream()
                    .map(token -> first + token)
                    .filter(row -> row >= 0)
                    .toArray();
        }
        return chosen;
    }

    /** Which of a text's tokens of this pass they are. */
    BitSet among(PassTokens tokens, int text) {
        return choice.of(tokens, text, strict);
    }

    private static BitSet where(Condition condition, PassTokens tokens, int text) {
        BitSet chosen = new BitSet();
        for (int token = 0; token < tokens.count(text); token++) {
            chosen.set(token, condition.holds(tokens, text, token));
        }
        return chosen;
    }

    private static BitSet indexed(PassTokens tokens, int text, boolean strict, int... indices) {
        int length = tokens.promptLength(text);
        BitSet chosen = new BitSet();
        for (int index : indices) {
            if (strict && tokens.begins(text) && (index >= length || index < -length)) {
                throw new IllegalArgumentException("Position " + index + " lies outside " + text(tokens, text) + " of "
                        + length + " tokens. Choose from 0 to " + (length - 1) + ", or from -1 to -" + length
                        + " counted from its end; ifPresent() leaves shorter texts alone.");
            }
            int place = index < 0 ? length + index : index;
            chosen.or(where((all, t, token) -> place >= 0 && all.place(t, token) == place, tokens, text));
        }
        return chosen;
    }

    private static BitSet covering(String words, PassTokens tokens, int text) {
        String whole = tokens.text(text);
        int[] offsets = tokens.offsets(text);
        BitSet chosen = new BitSet();
        for (int from = whole.indexOf(words); from >= 0; from = whole.indexOf(words, from + 1)) {
            int end = from + words.length();
            int next = whole.length(); // where the token after this one begins, other parts of its character aside
            for (int token = offsets.length - 1; token >= 0; token--) {
                next = token + 1 < offsets.length && offsets[token + 1] > offsets[token] ? offsets[token + 1] : next;
                if (offsets[token] < end && next > from) {
                    chosen.set(token);
                }
            }
        }
        return chosen;
    }

    private static IllegalArgumentException absent(String what, PassTokens tokens, int text, String hint) {
        List<String> there = IntStream.range(0, tokens.count(text))
                .mapToObj(token -> "'" + tokens.token(text, token) + "'")
                .toList();
        return new IllegalArgumentException("The " + what + " is not in " + text(tokens, text) + ", whose tokens are "
                + there + ". " + hint + "; ifPresent() leaves texts without it alone.");
    }

    private static String text(PassTokens tokens, int text) {
        return tokens.texts() == 1 ? "the text" : "text " + text + " of " + tokens.texts();
    }

    @Override
    public String toString() {
        return description;
    }
}
