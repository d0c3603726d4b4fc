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
        assertThat(List.of(at(figure, "data", 0, "x", 0), at(figure, "data", 0, "y", 0)))
                .isNotEqualTo(List.of(at(figure, "data", 1, "x", 1), at(figure, "data", 1, "y", 1)));
    }

    @Test
    void namesAreShownAsTheyAreWritten() {
        Graph hostile = Graph.of("x");
        for (String name : HOSTILE) {
            hostile = hostile.edge(name, "b", 1);
        }
        sound(hostile.figure());
    }

    private static final double[][] LINKS = {
        {1, -0.9, 0, 0, 0}, {-0.9, 1, 0, 0, 0}, {0, 0, 1, 0.3, 0.05}, {0, 0, 0.3, 1, 0.05}, {0, 0, 0.05, 0.05, 1}
    };

    @Test
    void linesAreColouredBySignAndWeakOnesLeftOut() {
        PlotlyFigure figure = sound(Graph.of("cosine")
                .nodes(HOSTILE.subList(0, 5))
                .links(LINKS, 0.1)
                .figure());
        assertThat(at(figure, "data", 0, "line", "color")).as("the weaker line").isEqualTo("#d05a4a");
        assertThat(at(figure, "data", 1, "line", "color"))
                .as("the stronger one")
                .isEqualTo("#3f7fbf");
        assertThat(at(figure, "data", 1, "line", "width")).isEqualTo(5.0);
        assertThat(at(figure, "data", 2, "customdata", 4)).isEqualTo("");
        assertThat(at(figure, "data", 2, "customdata", 2)).asString().endsWith(" 0.3");
        assertThat(texts(figure)).contains(HOSTILE.get(0), "cosine: red positive, blue negative");
    }

    @Test
    void arrowsEndBeforeTheNamesTheyLeadTo() {
        PlotlyFigure figure = graph.figure();
        double from = ((Number) at(figure, "data", 2, "x", 0)).doubleValue();
        double to = ((Number) at(figure, "data", 2, "x", 1)).doubleValue();
        double start = ((Number) at(figure, "data", 0, "x", 0)).doubleValue();
        double end = ((Number) at(figure, "data", 0, "x", 1)).doubleValue();
        assertThat(Math.abs(end - start)).isLessThan(Math.abs(to - from)).isGreaterThan(0.3 * Math.abs(to - from));
        assertThat((end - start) * (to - from)).isPositive();
    }

    @Test
    void refusesNegativeWeightsAndNothing() {
        assertThatThrownBy(() -> graph.edge("a", "b", -1))
                .hasMessage("The arrow from a to b has the weight -1.0. Give its size, 0 or more.");
        assertThatThrownBy(() -> Graph.of("x").nodes(List.of("a")).links(LINKS, 0))
                .hasMessageStartingWith("A Graph of 1 names and 5 rows of links.");
        assertThatThrownBy(() -> Graph.of(" ")).hasMessageContaining("The weight of the links has no name");
        assertThatThrownBy(() -> Graph.of("x").figure())
                .hasMessage("A Graph without names. Add some by edge(from, to, weight), or by nodes(names).");
    }
}
