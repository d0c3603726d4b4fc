package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackedViewsTest {
    @Test
    void showsViewsInOrderUnderEscapedHeadings() {
        StackedViews stack = StackedViews.of("<first>", () -> "<p>one</p>").then("", () -> "<p>two</p>");
        assertThat(stack.toHtml())
                .containsSubsequence("&lt;first&gt;</div>", "<p>one</p>", "<p>two</p>")
                .doesNotContain("<first>");
        assertThat(stack).hasToString("StackedViews[2 views]");
        assertThat(StackedViews.of("a", () -> "")).hasToString("StackedViews[1 view]");
    }
}
