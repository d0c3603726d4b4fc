package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackTest {
    @Test
    void showsViewsInOrderUnderEscapedHeadings() {
        Stack stack = Stack.of("<first>", () -> "<p>one</p>").then("", () -> "<p>two</p>");
        assertThat(stack.toHtml())
                .containsSubsequence("&lt;first&gt;</div>", "<p>one</p>", "<p>two</p>")
                .doesNotContain("<first>");
        assertThat(stack).hasToString("Stack[2 views]");
        assertThat(Stack.of("a", () -> "")).hasToString("Stack[1 view]");
    }
}
