package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexCheckTest {
    private static void refused(String regex, String why) {
        assertThat(RegexCheck.mistake(regex))
                .contains("\"" + regex + "\" " + why + ", which can take for ever; it is not supported.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+b",
                "(?:a*)*",
                "((a+)b){2,}",
                "(a|a)*b",
                "(x{2,})+",
                "(?:a+|b){30}",
                "(a?){40}a{40}",
                "(?:a{1,2}){3}",
                "(?>(?=a+)a)+",
                "a+*",
                "a+{30}b",
                "a{1,3}+b",
                "a{3}{,3}",
                "a+??"
            })
    void refusesRepeatsOfWhatCanMatchInSeveralWays(String regex) {
        refused(regex, "repeats what itself repeats, has alternatives or is optional");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a*a*b",
                "a+a+b",
                "x(a+b+)c",
                "(?:b|a+b+c)",
                "[(]+\\p{L}+$",
                "a+(?=a*b)",
                "a+a+(?!b*)",
                "a{2,}a{3,}b",
                "(a+)(a+)(?:b|c*)",
                "a+?a+?b",
                "a+?b++a{1,3}?"
            })
    void refusesRepeatsInARow(String regex) {
        refused(regex, "repeats without a bound more than once in a row before something that can fail");
    }

    @Test
    void refusesWhatCanMatchInManyWays() {
        refused("(a|a)".repeat(9) + "b", "can match in too many ways");
        refused("a?".repeat(9) + "b", "can match in too many ways");
        refused("a{1,50000}", "can match in too many ways");
        refused("a{0,16}a{0,16}b", "can match in too many ways");
        refused("(?:(?:(?:a{100}){100}){100}){100}", "can match in too many ways");
        refused("(?:a{,999999}){,999999}".repeat(2), "can match in too many ways");
        assertThat(RegexCheck.mistake("(a|a)".repeat(8) + "b")).isEmpty();
        assertThat(RegexCheck.mistake("a".repeat(4097))).contains("has 4097 characters; at most 4096 are supported.");
    }

    /** Each hides from a simpler reader what it repeats. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?x)(a+) +b",
                "(a+)(?#c)+b",
                "(?<n>a|\\g<n>b)",
                "(a*)\\1b",
                "(?~ab)",
                "(?(1)a|b)",
                "(*MAX{9})a",
                "(?{1})",
                "x(?i)y|z",
                "[](a+)+]",
                "[^](a+)+]",
                "\\Qa\\E",
                "\\c\\",
                "(?'n'a)"
            })
    void refusesSyntaxThatNoTokenizerUses(String regex) {
        assertThat(RegexCheck.mistake(regex))
                .hasValueSatisfying(mistake ->
                        assertThat(mistake).startsWith("\"" + regex + "\" has ").endsWith("; it is not supported."));
    }

    @Test
    void saysWhereTheSyntaxIs() {
        assertThat(RegexCheck.mistake("ab(?#c)"))
                .contains("\"ab(?#c)\" has (?# at character 2, a kind of group that no tokenizer needs; it is not"
                        + " supported.");
        assertThat(RegexCheck.mistake("a\\k<n>"))
                .contains("\"a\\k<n>\" has \\k< at character 1, an escape that no tokenizer needs; it is not"
                        + " supported.");
        assertThat(RegexCheck.mistake("(".repeat(65)))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains("more than 64 groups inside one another"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " {2,}",
                "^ +| +$",
                "\\s+(?!\\S)",
                "(?i:'s|'t|'re)?\\p{L}+|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*",
                "(?i:'s|'t)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+",
                "[\\p{Han}]+|[^\\r\\n]?[\\p{Lu}\\p{M}&&[^\\p{Han}]]*[\\p{Ll}\\p{M}&&[^\\p{Han}]]+(?i:'s|'t|'ll)?",
                " ?[^(\\s|[.,!?\u2026\u3002\uFF0C])]+",
                "<\\|startoftext\\|>|'s|'t|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+",
                "(?=(\\d{3})+(?!\\d))",
                "\\d{1,3}(?=(?:\\d{3})*\\b)",
                "(?i)abc|(?<word>\\w+)",
                "[[:alpha:]+*]+|\\(+|\\+*",
                "a{,}b{}{x",
                "(",
                ")+",
                "\\",
                "\\p{",
                "[a"
            })
    void theRestIsLeftToTheNativeLibrary(String regex) {
        assertThat(RegexCheck.mistake(regex)).isEmpty();
    }

    @Test
    void everyKnownPreTokenizerPasses() {
        assertThat(PreTokenizers.names())
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(PreTokenizers.named(name).json().findValuesAsText("Regex"))
                        .allSatisfy(regex ->
                                assertThat(RegexCheck.mistake(regex)).as(name).isEmpty()));
    }
}
