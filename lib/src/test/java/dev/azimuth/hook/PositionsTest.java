package dev.azimuth.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.model.TinyModel;
import dev.azimuth.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With a tokenizer whose tokens are bytes, so that a text's tokens are its letters. */
class PositionsTest {
    private static final Tokenizer BYTES = TinyModel.open().tokenizer();
    private static final String TEXT = "to be or not to be";

    /** What each chooses of {@link #TEXT}, after which the model wrote "toe". */
    private record Case(Positions positions, String prompt, String generated) {
        @Override
        public String toString() {
            return positions.toString();
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(Positions.ALL, TEXT, "toe"),
                new Case(Positions.AFTER_FIRST, TEXT.substring(1), "toe"),
                new Case(Positions.last(), "e", ""),
                new Case(Positions.at(1, -3, -18), "to ", ""),
                new Case(Positions.ofToken("o"), "oooo", "o"),
                new Case(Positions.span("be"), "bebe", ""),
                new Case(Positions.span("or not"), "or not", ""),
                new Case(Positions.prompt(), TEXT, ""),
                new Case(Positions.generated(), "", "toe"),
                new Case(new PromptEnds(2, 3).all(), "to be", ""),
                new Case(new PromptEnds(1, 1).all(), "te", ""),
                new Case(new PromptEnds(0, 1).all(), "e", ""),
                new Case(new PromptEnds(2, 0).all(), "to", ""),
                new Case(new PromptEnds(2, 3).only(1), "o", ""),
                new Case(new PromptEnds(0, 2).only(-2), "b", ""),
                new Case(Positions.step(1), "", "o"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areTheSameAloneAndPadded(Case each) {
        assertThat(letters(each.positions, TEXT)).isEqualTo(each.prompt);
        String longer = TEXT + " or " + TEXT;
        PassTokens batch = pass(List.of(longer, TEXT), 0, longer.length(), TEXT.length());
        int[] rows = each.positions.rows(batch, longer.length())[1];
        assertThat(letters(rows, " ".repeat(longer.length() - TEXT.length()) + TEXT))
                .isEqualTo(each.prompt);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void goOnTokenByTokenWhileATextIsWritten(Case each) {
        StringBuilder chosen = new StringBuilder();
        for (int step = 0; step < 3; step++) {
            String token = "toe".substring(step, step + 1);
            PassTokens pass = pass(List.of(token), TEXT.length() + step, TEXT.length());
            assertThat(pass.step(0, 0)).isEqualTo(step);
            chosen.append(letters(each.positions.rows(pass, 1)[0], token));
        }
        assertThat(chosen).hasToString(each.generated);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areThoseOfTheLastRowsWhereOnlyThoseAreComputed(Case each) {
        int[] last = each.positions.rows(pass(TEXT), 2)[0];
        assertThat(letters(last, "be")).isEqualTo(each.prompt.isEmpty() ? "" : tail(each.prompt));
    }

    /** Of the letters chosen in all, those that are the text's last two. */
    private static String tail(String chosen) {
        return chosen.endsWith("be") ? "be" : chosen.endsWith("e") ? "e" : chosen.endsWith("b") ? "b" : "";
    }

    @Test
    void aTextThatHasEndedHasNone() {
        PassTokens pass = new PassTokens(List.of(new int[0], ids("e")), new int[] {3, 3}, new int[] {2, 2}, BYTES);
        assertThat(Positions.ALL.rows(pass, 1)).isDeepEqualTo(new int[][] {{}, {0}});
        assertThat(Positions.ofToken("x").rows(pass, 1)).isDeepEqualTo(new int[][] {{}, {}});
    }

    @Test
    void aSpanIsCoveredByTokensOfAllLengthsAndByPartsOfCharacters() {
        // Token by token: é is two bytes, and its text is only known from both.
        assertThat(Positions.span("é").rows(pass("caféé!"), 8)[0]).containsExactly(3, 4, 5, 6);
        assertThat(Positions.span("f").rows(pass("caféé!"), 8)[0]).containsExactly(2);
        assertThat(Positions.span("é!").rows(pass("caféé!"), 8)[0]).containsExactly(5, 6, 7);
    }

    @Test
    void overlappingOccurrencesCountToo() {
        assertThat(letters(Positions.span("aba"), "xababay")).isEqualTo("ababa");
    }

    @Test
    void whatATextLacksIsNamed() {
        assertThatThrownBy(() -> letters(Positions.at(0, 3), "two"))
                .hasMessage("Position 3 lies outside the text of 3 tokens. Choose from 0 to 2, or from -1 to -3 counted"
                        + " from its end; ifPresent() leaves shorter texts alone.");
        assertThatThrownBy(() -> letters(Positions.at(-4), "two")).hasMessageStartingWith("Position -4 lies outside");
        assertThatThrownBy(() -> letters(Positions.ofToken("x"), "two"))
                .hasMessage(
                        "The token 'x' is not in the text, whose tokens are ['t', 'w', 'o']. Most words begin with a"
                                + " space; ifPresent() leaves texts without it alone.");
        assertThatThrownBy(() -> Positions.span("wx").rows(pass(List.of("awx", "two"), 0, 3, 3), 3))
                .hasMessage("The span 'wx' is not in text 1 of 2, whose tokens are ['t', 'w', 'o']. Copy it from the"
                        + " text; ifPresent() leaves texts without it alone.");
        assertThatThrownBy(() -> Positions.step(-1))
                .hasMessage("Generated tokens are counted from 0, not -1. Use at(-1) in the prompt.");
        assertThatThrownBy(() -> Positions.at())
                .hasMessage("No position was named. Name at least one, such as at(0, -1).");
        assertThatThrownBy(() -> Positions.span("")).hasMessageStartingWith("An empty span covers no token.");
    }

    @Test
    void whatMayBeLackingIsLeftAlone() {
        assertThat(letters(Positions.at(1, 3).ifPresent(), "two")).isEqualTo("w");
        assertThat(letters(Positions.at(-4).ifPresent(), "two")).isEmpty();
        assertThat(letters(Positions.ofToken("x").ifPresent(), "two")).isEmpty();
        assertThat(letters(Positions.span("wx").ifPresent(), "two")).isEmpty();
    }

    @Test
    void sayWhatTheyAre() {
        assertThat(cases())
                .extracting(Case::toString)
                .containsExactly(
                        "at every token",
                        "after the first token",
                        "at the last token",
                        "at positions 1, -3, -18",
                        "at 'o'",
                        "at the span 'be'",
                        "at the span 'or not'",
                        "in the prompt",
                        "at what is generated",
                        "at the first 2 and last 3 prompt tokens",
                        "at the first and last prompt tokens",
                        "at the last prompt token",
                        "at the first 2 prompt tokens",
                        "at prompt token 1 of the first 2 and last 3 prompt tokens",
                        "at prompt token -2 of the last 2 prompt tokens",
                        "at generated token 1");
        assertThat(Positions.at(-2).ifPresent()).hasToString("at position -2 if present");
    }

    private static String letters(Positions positions, String text) {
        return letters(positions.rows(pass(text), text.length())[0], text);
    }

    private static String letters(int[] rows, String text) {
        StringBuilder letters = new StringBuilder();
        IntStream.of(rows).forEach(row -> letters.append(text.charAt(row)));
        return letters.toString();
    }

    private static PassTokens pass(String text) {
        return pass(List.of(text), 0, ids(text).length);
    }

    private static PassTokens pass(List<String> texts, int start, int... promptLengths) {
        List<int[]> ids = new ArrayList<>();
        texts.forEach(text -> ids.add(ids(text)));
        int[] starts = IntStream.generate(() -> start).limit(texts.size()).toArray();
        return new PassTokens(ids, starts, promptLengths, BYTES);
    }

    private static int[] ids(String text) {
        return BYTES.encode(text);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void areReadBackFromTheirDescription(Case each) {
        Positions again = Positions.described(each.positions.toString());
        assertThat(again).hasToString(each.positions.toString());
        assertThat(letters(again, TEXT)).isEqualTo(letters(each.positions, TEXT));
        assertThat(Positions.described(each.positions.ifPresent().toString()))
                .hasToString(each.positions.ifPresent().toString());
    }

    @Test
    void whatDescribesNoPositionsIsRefused() {
        for (String text : List.of(
                "",
                "at position",
                "at positions 1",
                "at position 01",
                "if present",
                "at the span ''",
                "at the prompt token",
                "at the first 1 prompt token")) {
            assertThatThrownBy(() -> Positions.described(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("No positions are described as \"" + text
                            + "\". Positions are ALL (at every token), AFTER_FIRST (after the first token), last, at, prompt"
                            + " (in the prompt), generated (at what is generated), step, span, ofToken and those of PromptEnds (at the last 2"
                            + " prompt tokens).");
        }
    }
}
