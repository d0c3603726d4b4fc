package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void aPlotlyLabelReadsAsTheTextItCameFrom() {
        for (String text : new String[] {"<b>x</b>", "a & b", "&lt;", "$x$", "<|endoftext|>", "&#36;", "<br>"}) {
            assertThat(Markup.plain(Markup.plotly(text))).isEqualTo(text);
        }
    }

    @Test
    void plainDropsTagsAndResolvesEntities() {
        assertThat(Markup.plain("<b>a</b><br>&#x41;&amp;&unknown;&#9999999;")).isEqualTo("a A&&unknown;\ufffd");
    }

    @Test
    void controlCharactersAndHalfCharactersAreShown() {
        assertThat(Markup.visible("a\n\t\u0001\u007f\ud83d\uffff😀")).isEqualTo("a↵⇥␁\ufffd\ufffd\ufffd😀");
    }

    @Test
    void aTokenShowsTheSpacesAtItsEnds() {
        assertThat(Markup.token(" the cat  ")).isEqualTo("·the cat··");
        assertThat(Markup.token("  ")).isEqualTo("··");
        assertThat(Markup.tick(" 😀😀😀😀", 4)).isEqualTo("·😀😀…");
    }
}
