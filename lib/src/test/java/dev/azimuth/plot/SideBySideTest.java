package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SideBySideTest {
    @Test
    void marksFromTheFirstWordThatDiffers() {
        String html = SideBySide.of("before", "after")
                .row("The film", "was good fun", "was bad fun")
                .toHtml();

        assertThat(html).contains(">before</th>", ">after</th>", ">The film</td>");
        assertThat(html).containsPattern(">was <mark style=\"[^\"]*\">good fun</mark></td>");
        assertThat(html).containsPattern(">was <mark style=\"[^\"]*\">bad fun</mark></td>");
    }

    @Test
    void marksNothingWhereTextsAgree() {
        assertThat(SideBySide.of("a", "b").row("", "same", "same").toHtml()).doesNotContain("<mark", "colspan");
    }

    @Test
    void eachColumnIsComparedWithTheFirst() {
        String html =
                SideBySide.of("a", "b", "c").row("", "x y z", "x y z", "x w").toHtml();

        assertThat(html).containsPattern(">x <mark style=\"[^\"]*\">y z</mark></td>");
        assertThat(html).contains(">x y z</td>");
        assertThat(html).containsPattern(">x <mark style=\"[^\"]*\">w</mark></td>");
    }

    @Test
    void textsAreEscapedAndKeepTheirLines() {
        String html = SideBySide.of("<i>", "b")
                .row("<u>", "one\ntwo <script>", "one\ntwo <script>")
                .toHtml();

        assertThat(html)
                .contains("&lt;i&gt;", "&lt;u&gt;", "one<br>two &lt;script&gt;")
                .doesNotContain("<i>", "<u>", "<script");
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> SideBySide.of("a"))
                .hasMessage("A comparison of 1 column. Give at least two headings.");
        assertThatThrownBy(() -> SideBySide.of("a", "b").row("", "x"))
                .hasMessage("A row of 1 texts under 2 headings: [a, b].");
        assertThat(SideBySide.of("a", "b").row("", "x", "y")).hasToString("SideBySide[a | b; 1 row]");
    }
}
