package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenStripTest {
    @Test
    void coloursEachTokenByItsValue() {
        String html = TokenStrip.of("projection", List.of("The", " film", " was"), new double[] {2, -1, Double.NaN})
                .toHtml();

        assertThat(html).contains("background:rgba(208,90,74,0.80)\" title=\"The: 2\">The</span>");
        assertThat(html).contains("background:rgba(63,127,191,0.40)\" title=\"·film: -1\"> film</span>");
        assertThat(html).contains("0.00)\" title=\"·was: –\"> was</span>");
        assertThat(html).contains("color:#000", "background:#fff", "white-space:pre-wrap", "projection", "(white: 0)");
    }

    @Test
    void hostileTokensStayText() {
        String html = TokenStrip.of("<i>", FigureAssert.HOSTILE, new double[FigureAssert.HOSTILE.size()])
                .toHtml();

        assertThat(html)
                .doesNotContain("<script", "<b>", "<i>", "\u0000")
                .contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;", "↵</span><br>", "a&amp;b&quot;&#39;");
    }

    @Test
    void middleAndReachMakeStripsComparable() {
        TokenStrip strip = TokenStrip.of("p", List.of("a"), new double[] {0.75});

        assertThat(strip.middle(0.5).reach(0.5).toHtml()).contains("rgba(208,90,74,0.40)\" title=\"a: 0.75\"");
        assertThat(strip).hasToString("TokenStrip[p; 1 tokens]");
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> TokenStrip.of("p", List.of("a"), new double[2]))
                .hasMessage("The strip has 2 values, but there are 1 tokens. Give one value each.");
        assertThatThrownBy(() -> TokenStrip.of("", List.of(), new double[0]))
                .hasMessageStartingWith("The colour of the tokens has no name.");
        assertThatThrownBy(() -> TokenStrip.of("p", List.of("a"), new double[1]).reach(0))
                .hasMessage("A reach of 0.0. Give a distance above 0.");
    }

    @Test
    void marksOneTokenAndSaysWhy() {
        TokenStrip strip =
                TokenStrip.of("KL", List.of("a", "b"), new double[] {0, 1}).mark(1, "writes '<i>'");
        assertThat(strip.reach(3).toHtml())
                .containsOnlyOnce("border-left:3px solid")
                .contains("b: 1; writes &#39;&lt;i&gt;&#39;");
        assertThatThrownBy(() -> strip.mark(2, "")).hasMessage("There is no token 2 to mark among 2, counted from 0.");
    }
}
