package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+b",
                "(?:a*)*",
                "((a+)b){2,}",
                "(a|a)*b",
                "(x{2,})+",
                "(?:a+|b){30}",
                "a*a*a*b",
                "x(a+b+)c+",
                "[(]+\\p{L}+.*$"
            })
    void whatCouldTakeForEverIsRefused(String regex) {
        assertThat(RegexCheck.mistake(regex))
                .hasValueSatisfying(mistake -> assertThat(mistake)
                        .startsWith("\"" + regex + "\" repeats what itself repeats or has alternatives"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " {2,}",
                "\\s+(?!\\S)",
                "(?i:'s|'t|'re)?\\p{L}+|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*",
                "(?=(\\d{3})+(?!\\d))",
                "[[:alpha:]+*]+|\\(+|\\+*",
                "(",
                ")+",
                "\\",
                "\\p{",
                "[a"
            })
    void theRestIsLeftToTheNativeLibrary(String regex) {
        assertThat(RegexCheck.mistake(regex)).isEmpty();
    }
}
