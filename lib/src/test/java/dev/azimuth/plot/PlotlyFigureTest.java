package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.text;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PlotlyFigureTest {
    private static final PlotlyFigure FIGURE = LayerCurve.of("layer", "AUC")
            .series("probe", new double[] {0.5, 0.9})
            .figure();

    @Test
    void aTitleIsLiteral() {
        PlotlyFigure titled = sound(FIGURE.title("</script> & $x$ \u2028 \"q\""));

        assertThat(text(titled, "layout", "title", "text")).isEqualTo("&lt;/script&gt; &amp; &#36;x&#36; \u2028 \"q\"");
        assertThat(texts(titled)).contains("</script> & $x$ \u2028 \"q\"");
        assertThat(titled.toHtml())
                .contains("alt=\"&lt;/script&gt; &amp; $x$ \u2028 &quot;q&quot;\"")
                .contains("\"text\":\"\\u0026lt;/script\\u0026gt; \\u0026amp;")
                .contains("\\u2028");
        assertThat(titled).hasToString("PlotlyFigure[</script> & $x$ \u2028 \"q\"; 1 trace]");
        assertThat(FIGURE).hasToString("PlotlyFigure[AUC over layer; 1 trace]");
    }

    @Test
    void htmlHoldsThePictureAndAsksTheKernelspecForPlotly() {
        String html = FIGURE.toHtml();

        String picture = html.replaceFirst("(?s).*src=\"data:image/svg\\+xml;base64,([^\"]*)\".*", "$1");
        assertThat(new String(Base64.getDecoder().decode(picture), StandardCharsets.UTF_8))
                .isEqualTo(FIGURE.toSvg());
        assertThat(html).contains("jupyter-config-data", "'kernelspecs/azimuth-java/plotly.min.js'", "window.Plotly");
        assertThat(html).doesNotContain("http:", "https:");
    }

    @Test
    void theSameFigureGivesTheSamePage() {
        PlotlyFigure again = LayerCurve.of("layer", "AUC")
                .series("probe", new double[] {0.5, 0.9})
                .figure();

        assertThat(again.toHtml()).isEqualTo(FIGURE.toHtml());
    }

    @Test
    void sizeAndAttributesCanBeSet() {
        PlotlyFigure wide = sound(FIGURE.size(900, 300)
                .trace(0, "{\"line\": {\"dash\": \"dot\"}}")
                .layout("{\"yaxis\": {\"range\": [0, 1]}}"));

        assertThat(wide.toSvg()).contains("width=\"900\" height=\"300\"");
        assertThat(at(wide, "layout", "height")).isEqualTo(300);
        assertThat(text(wide, "data", 0, "line", "dash")).isEqualTo("dot");
        assertThat(text(wide, "data", 0, "line", "color")).as("the rest stays").isEqualTo(Style.colour(0));
        assertThat(text(wide, "layout", "yaxis", "title", "text")).isEqualTo("AUC");
        assertThat(texts(wide)).contains("0", "1");
        assertThat(text(FIGURE, "data", 0, "line", "dash")).isEqualTo("solid");
    }

    @Test
    void saysWhatCannotBe() {
        assertThatThrownBy(() -> FIGURE.size(10, 300))
                .hasMessage("A figure of 10 x 300 pixels cannot be read. Give at least 120 x 120.");
        assertThatThrownBy(() -> FIGURE.trace(1, "{}")).hasMessage("No trace 1. This figure has 1, from 0.");
        assertThatThrownBy(() -> FIGURE.layout("[1]")).hasMessage("Not a JSON object of Plotly attributes: [1]");
        assertThatThrownBy(() -> FIGURE.layout("{"))
                .hasMessageStartingWith("Not a JSON object of Plotly attributes: {");
    }
}
