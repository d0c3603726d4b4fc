package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.HOSTILE;
import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.count;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.text;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScatterTest {
    private static final double[] X = {1, 2, 4};
    private static final double[] Y = {2, 3, 8};

    @Test
    void drawsGroupsAndTheDiagonalThroughAllOfThem() {
        PlotlyFigure figure = sound(Scatter.of("predicted (nats)", "measured (nats)")
                .points("features", X, Y)
                .points("controls", Y, X)
                .diagonal()
                .figure());

        assertThat(at(figure, "data", 0, "x")).isEqualTo(List.of(1.0, 2.0, 4.0));
        assertThat(at(figure, "layout", "shapes", 0, "x0")).isEqualTo(1.0);
        assertThat(at(figure, "layout", "shapes", 0, "y1")).isEqualTo(8.0);
        assertThat(texts(figure)).contains("features", "controls", "y = x", "predicted (nats)", "measured (nats)");
        assertThat(count(figure, "circle"))
                .as("points, and one key for each group")
                .isEqualTo(8);
    }

    @Test
    void labelsShowOnDemandOrInPrint() {
        Scatter scatter = Scatter.of("x", "y").points("a", X, Y, HOSTILE.subList(0, 3));

        assertThat(texts(sound(scatter.figure()))).doesNotContain("<b>");
        PlotlyFigure printed = sound(scatter.printed().figure());
        assertThat(texts(printed)).contains("</script><script>alert(1)</script>", "<b>", "$x$");
        assertThat(text(printed, "data", 0, "text", 1)).isEqualTo("&lt;b&gt;");
        assertThat(text(printed, "data", 0, "mode")).isEqualTo("markers+text");
    }

    @Test
    void leavesOutPointsThatAreNowhere() {
        PlotlyFigure figure = sound(Scatter.of("x", "y")
                .points("a", new double[] {1, Double.NaN}, new double[] {1, 2})
                .figure());

        assertThat(count(figure, "circle")).isEqualTo(1);
    }

    @Test
    void aLevelLineIsLabelled() {
        PlotlyFigure figure = sound(
                Scatter.of("x", "y").points("a", X, Y).reference("chance", 0.5).figure());

        assertThat(at(figure, "layout", "shapes", 0, "y0")).isEqualTo(0.5);
        assertThat(texts(figure)).contains("chance");
    }

    @Test
    void manyPointsAreOnePath() {
        PlotlyFigure figure = sound(Scatter.of("x", "y")
                .points("a", new double[3000], new double[3000])
                .figure());

        assertThat(count(figure, "circle")).isZero();
        assertThat(figure.toSvg().split("h0", -1)).hasSize(3001);
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Scatter.of("x", "y").figure())
                .hasMessage("A Scatter without points. Add some by points(group, x, y).");
        assertThatThrownBy(() -> Scatter.of("x", "y").points("a", X, new double[1]))
                .hasMessage("The y of \"a\" has 1 values, but there are 3 in its x. Give one value each.");
        assertThatThrownBy(() -> Scatter.of("x", "y").points("a", X, Y, List.of("b")))
                .hasMessage("\"a\" has 3 points and 1 labels. Give one label each.");
    }
}
