package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.HOSTILE;
import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrowsTest {
    private static final double[][] VECTORS = {{1, 0}, {0, -0.5}};

    @Test
    void everyPanelHasItsOwnOrigin() {
        PlotlyFigure figure = sound(Arrows.of("x (weight)", "y (weight)")
                .names(List.of("up", HOSTILE.get(0)))
                .panel("first", VECTORS)
                .panel("second", VECTORS)
                .figure());
        assertThat(at(figure, "data", 1, "x")).isEqualTo(Arrays.asList(0.0, 1.0, null, 2.3, 3.3, null));
        assertThat(at(figure, "data", 2, "y")).isEqualTo(Arrays.asList(0.0, -0.5, null, 0.0, -0.5, null));
        assertThat(texts(figure)).contains("first", "second", "up", HOSTILE.get(0), "length 1");
    }

    @Test
    void sixPanelsTakeTwoRowsAndManyVectorsOneColour() {
        Arrows arrows = Arrows.of("x", "y");
        for (int i = 0; i < 6; i++) {
            arrows = arrows.panel("panel " + i, new double[20][2]);
        }
        PlotlyFigure figure = sound(arrows.figure());
        assertThat(at(figure, "data", 1, "name")).isEqualTo("20 vectors");
        assertThat(at(figure, "data", 2, "y")).asString().endsWith(", -1.48]");
        assertThat(arrows).hasToString("Arrows[6 panels; figure() draws it]");
    }

    @Test
    void saysWhatDoesNotFit() {
        Arrows arrows = Arrows.of("x", "y");
        assertThatThrownBy(arrows::figure).hasMessage("Arrows without a vector. Add some by panel(title, vectors).");
        assertThatThrownBy(() -> arrows.panel("a", new double[][] {{1, 2, 3}}))
                .hasMessage(
                        "The panel \"a\" has a vector of 3 numbers. Only vectors of the plane can be drawn as arrows.");
        assertThatThrownBy(() -> arrows.panel("a", VECTORS).panel("b", new double[1][2]))
                .hasMessage("The panel \"b\" has 1 vectors, but there are 2 in the panel before.");
        assertThatThrownBy(() -> arrows.panel("a", VECTORS).names(List.of("x")).figure())
                .hasMessage("1 names for 2 vectors. Give one name each.");
    }
}
