package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.HOSTILE;
import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.text;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {
    private final Graph graph =
            Graph.of("shift (class gaps)").edge("a", "b", 2).edge("b", "a", 0.5).edge("a", "c", Double.NaN);

    @Test
    void widerArrowsAreStrongerInfluences() {
        PlotlyFigure figure = sound(graph.figure());

        assertThat(at(figure, "data", 0, "line", "width")).isEqualTo(7.0);
        assertThat(at(figure, "data", 1, "line", "width")).isEqualTo(1.75);
        assertThat(text(figure, "data", 0, "name")).isEqualTo("a → b: 2");
        assertThat(texts(figure)).contains("a", "b", "c", "arrows: shift (class gaps)");
    }

    @Test
    void whatIsNotANumberHasAPlaceButNoArrow() {
        assertThat((List<?>) at(sound(graph.figure()), "data"))
                .as("two arrows and the names")
                .hasSize(3);
    }

    @Test
    void arrowsThereAndBackRunBesideEachOther() {
        PlotlyFigure figure = graph.figure();
        assertThat(at(figure, "data", 0, "x", 0)).isNotEqualTo(at(figure, "data", 1, "x", 1));
    }

    @Test
    void namesAreShownAsTheyAreWritten() {
        Graph hostile = Graph.of("x");
        for (String name : HOSTILE) {
            hostile = hostile.edge(name, "b", 1);
        }
        sound(hostile.figure());
    }

    @Test
    void refusesNegativeWeightsAndNothing() {
        assertThatThrownBy(() -> graph.edge("a", "b", -1))
                .hasMessage("The arrow from a to b has the weight -1.0. Give its size, 0 or more.");
        assertThatThrownBy(() -> Graph.of("x").figure())
                .hasMessage("A Graph without names. Add some by edge(from, to, weight).");
    }
}
