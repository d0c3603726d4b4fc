package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.HOSTILE;
import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.count;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.text;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class HeatmapTest {
    private static final double[][] TWO = {{-1, Double.NaN}, {0.5, 3}};

    private static Heatmap open() {
        return Heatmap.of("key token", "query token", "attention");
    }

    @Test
    void keepsNumbersAndGaps() {
        PlotlyFigure figure = sound(open().values(TWO).figure());

        assertThat(at(figure, "data", 0, "z")).isEqualTo(List.of(Arrays.asList(-1.0, null), List.of(0.5, 3.0)));
        assertThat(at(figure, "layout", "yaxis", "range")).isEqualTo(List.of(1.5, -0.5));
        assertThat(texts(figure)).contains("key token", "query token", "attention");
    }

    @Test
    void duplicateAndHostileTokensKeepARowEach() {
        int n = HOSTILE.size();
        PlotlyFigure figure = sound(
                open().values(new double[n][n]).columns(HOSTILE).rows(HOSTILE).figure());

        assertThat((List<?>) at(figure, "data", 0, "y")).hasSize(n);
        assertThat((List<?>) at(figure, "layout", "yaxis", "tickvals")).hasSize(n);
        assertThat(at(figure, "layout", "yaxis", "ticktext"))
                .isEqualTo(List.of(
                        "&lt;/script&gt;&lt;script&gt;…",
                        "&lt;b&gt;",
                        "&#36;x&#36;",
                        "·the",
                        "·the",
                        "↵",
                        "␀�",
                        "a&amp;b\"'"));
        assertThat(texts(figure)).contains("</script><script>…", "<b>", "$x$", "·the", "↵", "␀�", "a&b\"'");
        assertThat(text(figure, "data", 0, "hovertext", 0, 3)).contains("alert(1)&lt;/script&gt; (0)<br>");
    }

    @Test
    void aDivergingScaleReachesEquallyFarAndShowsItsMiddle() {
        PlotlyFigure figure = sound(open().values(TWO).diverging(0.25).figure());

        assertThat(at(figure, "data", 0, "zmin")).isEqualTo(-2.5);
        assertThat(at(figure, "data", 0, "zmax")).isEqualTo(3.0);
        assertThat(at(figure, "data", 0, "zmid")).isEqualTo(0.25);
        assertThat(at(figure, "data", 0, "colorbar", "tickvals"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains(0.25);
        assertThat(texts(figure)).contains("0.25");
        assertThat(figure.toSvg())
                .contains("fill=\"" + ColourScale.DIVERGING.stops().get(8) + "\"");
    }

    @Test
    void printsValuesOrGivenTextsInTheCells() {
        assertThat(texts(sound(open().values(TWO).printed().figure()))).contains("-1", "0.5", "3");
        PlotlyFigure lens = sound(open().values(TWO)
                .cells(List.of(List.of(" Paris", "<b>"), List.of("a", "b")))
                .figure());
        assertThat(text(lens, "data", 0, "text", 0, 0)).isEqualTo("·Paris");
        assertThat(text(lens, "data", 0, "text", 0, 1)).isEqualTo("&lt;b&gt;");
    }

    @Test
    void packsManyValuesAsFloatsAndDrawsThemAsOnePicture() {
        double[][] many = new double[60][70];
        many[1][2] = 0.5;
        many[59][69] = Double.POSITIVE_INFINITY;
        PlotlyFigure figure = sound(open().values(many).figure());

        Map<?, ?> z = (Map<?, ?>) at(figure, "data", 0, "z");
        assertThat(z.get("dtype")).isEqualTo("f4");
        assertThat(z.get("shape")).isEqualTo("60, 70");
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode((String) z.get("bdata")))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.capacity()).isEqualTo(4 * 60 * 70);
        assertThat(bytes.getFloat(4 * (70 + 2))).isEqualTo(0.5f);
        assertThat(bytes.getFloat(4 * (60 * 70 - 1))).isNaN();
        assertThat(count(figure, "image")).isEqualTo(1);
    }

    @Test
    void writesFewerLabelsWhereThereIsNoRoom() {
        List<String> tokens = Collections.nCopies(100, "the");
        PlotlyFigure figure = sound(
                open().values(new double[100][100]).rows(tokens).columns(tokens).figure());

        assertThat((List<?>) at(figure, "layout", "yaxis", "tickvals")).hasSize(25);
        assertThat((List<?>) at(figure, "layout", "yaxis", "ticktext")).hasSize(25);
    }

    @Test
    void layersCanRiseFromTheBottom() {
        assertThat(at(open().values(TWO).upward().figure(), "layout", "yaxis", "range"))
                .isEqualTo(List.of(-0.5, 1.5));
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Heatmap.of("x", "y", "")).hasMessageStartingWith("The colour bar has no name.");
        assertThatThrownBy(() -> open().figure()).hasMessage("A Heatmap without values. Give them by values(matrix).");
        assertThatThrownBy(() -> open().values(new double[][] {{1, 2}, {3}}))
                .hasMessage("Row 1 has 1 values, but there are 2 columns in row 0. Give one value each.");
        assertThatThrownBy(() -> open().values(TWO).rows(List.of("a")).figure())
                .hasMessage("The matrix has 2 rows, but there are 1 labels for them.");
        assertThatThrownBy(() -> open().values(TWO).hover(List.of(List.of("a"))).figure())
                .hasMessage("The matrix has 2 x 2 values, but the hover texts are not as many. Give one text for each"
                        + " value.");
        assertThatThrownBy(() -> open().range(1, 1))
                .hasMessage("A colour scale from 1.0 to 1.0. Give the lower end first.");
    }
}
