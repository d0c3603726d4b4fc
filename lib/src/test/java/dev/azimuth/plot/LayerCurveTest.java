package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.count;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerCurveTest {
    private static final double[] AUC = {0.5, 0.7, 0.9, 0.8};
    private static final double[] LOW = {0.4, 0.6, 0.85, 0.7};
    private static final double[] HIGH = {0.6, 0.8, 0.95, 0.9};

    @Test
    void drawsALineAndItsBandOverLayers() {
        PlotlyFigure figure = sound(
                LayerCurve.of("layer", "AUC").series("probe", AUC, LOW, HIGH).figure());

        assertThat(at(figure, "data", 0, "fill")).isEqualTo("toself");
        assertThat(at(figure, "data", 0, "y")).isEqualTo(List.of(0.6, 0.8, 0.95, 0.9, 0.7, 0.85, 0.6, 0.4));
        assertThat(at(figure, "data", 1, "x")).isEqualTo(List.of(0.0, 1.0, 2.0, 3.0));
        assertThat(at(figure, "data", 1, "y")).isEqualTo(List.of(0.5, 0.7, 0.9, 0.8));
        assertThat(texts(figure)).contains("layer", "AUC", "0", "1", "2", "3");
        assertThat(figure).hasToString("PlotlyFigure[AUC over layer; 2 traces]");
    }

    @Test
    void showsReferenceMarkAndLegend() {
        PlotlyFigure figure = sound(LayerCurve.of("layer", "AUC")
                .series("probe", AUC)
                .series("shuffled", LOW)
                .reference("chance", 0.5)
                .mark("chosen", 2)
                .figure());

        assertThat(at(figure, "layout", "shapes", 0, "y0")).isEqualTo(0.5);
        assertThat(at(figure, "layout", "shapes", 1, "x0")).isEqualTo(2.0);
        assertThat(texts(figure)).contains("chance", "chosen", "probe", "shuffled");
    }

    @Test
    void leavesAGapWhereAValueIsMissing() {
        PlotlyFigure figure = sound(LayerCurve.of("layer", "AUC")
                .series(
                        "probe",
                        new double[] {0.5, Double.NaN, 0.9},
                        new double[] {0.4, Double.NaN, 0.8},
                        new double[] {0.6, Double.NaN, 1})
                .figure());

        assertThat(at(figure, "data", 1, "y")).isEqualTo(Arrays.asList(0.5, null, 0.9));
        assertThat(at(figure, "data", 0, "x")).isEqualTo(List.of(0.0, 2.0, 2.0, 0.0));
        assertThat(count(figure, "circle")).isEqualTo(2);
    }

    @Test
    void aLineLeavesTheOneItCameFromAsItWas() {
        LayerCurve one = LayerCurve.of("layer", "AUC").series("probe", AUC);
        one.series("other", LOW);

        assertThat(one).hasToString("LayerCurve[AUC over layer; 1 series; figure() draws it]");
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> LayerCurve.of("layer", " "))
                .hasMessage("The y axis has no name. Say what it measures and in which unit, as in \"layer\" or"
                        + " \"KL divergence (nats)\".");
        assertThatThrownBy(() -> LayerCurve.of("layer", "AUC").series("a", new double[0]))
                .hasMessage("\"a\" has no values. Give at least one.");
        assertThatThrownBy(() -> LayerCurve.of("layer", "AUC").figure())
                .hasMessage("A LayerCurve without a line. Add one by series(name, values).");
        assertThatThrownBy(() -> LayerCurve.of("layer", "AUC").series("a", AUC).series("b", new double[] {0.5}))
                .hasMessage("\"b\" has 1 values, but there are 4 in the series before. Give one value each.");
        assertThatThrownBy(() ->
                        LayerCurve.of("scale", "AUC").at(1, 2).series("a", AUC).figure())
                .hasMessage("at(…) has 2 values, but there are 4 values in each series. Give one value each.");
    }
}
