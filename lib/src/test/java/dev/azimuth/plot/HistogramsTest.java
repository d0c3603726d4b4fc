package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramsTest {
    @Test
    void comparesSharesInTheSameBins() {
        PlotlyFigure figure = sound(Histograms.of("projection")
                .bins(4)
                .sample("true", new double[] {0.1, 0.2, 1.5, 3.9})
                .sample("false", new double[] {2.5, Double.NaN, 2.6})
                .mark("threshold", 2)
                .figure());

        assertThat(at(figure, "data", 0, "x")).isEqualTo(List.of(0.5, 1.5, 2.5, 3.5));
        assertThat(at(figure, "data", 0, "y")).isEqualTo(List.of(0.5, 0.25, 0.0, 0.25));
        assertThat(at(figure, "data", 1, "y")).isEqualTo(List.of(0.0, 0.0, 1.0, 0.0));
        assertThat(texts(figure)).contains("true (n = 4)", "false (n = 2)", "threshold", "share of the sample");
    }

    @Test
    void aSingleSampleSaysItsSizeToo() {
        assertThat(texts(sound(
                        Histograms.of("norm").sample("all", new double[] {7}).figure())))
                .contains("all (n = 1)");
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Histograms.of("x").figure())
                .hasMessage("Histograms without a sample. Add one by sample(name, values).");
        assertThatThrownBy(() -> Histograms.of("x").sample("a", new double[] {Double.NaN}))
                .hasMessage("The sample \"a\" has no finite value among its 1.");
        assertThatThrownBy(() -> Histograms.of("x").bins(0)).hasMessage("A histogram with 0 bins. Give at least 1.");
    }
}
