package dev.azimuth.plot;

import static dev.azimuth.plot.FigureAssert.HOSTILE;
import static dev.azimuth.plot.FigureAssert.at;
import static dev.azimuth.plot.FigureAssert.sound;
import static dev.azimuth.plot.FigureAssert.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final double[][] LINKS = {
        {1, -0.9, 0, 0, 0}, {-0.9, 1, 0, 0, 0}, {0, 0, 1, 0.3, 0.05}, {0, 0, 0.3, 1, 0.05}, {0, 0, 0.05, 0.05, 1}
    };

    @Test
    void linkedPointsLieTogetherAndWeakLinksAreLeftOut() {
        double[][] places = NetworkLayout.of(
                new double[][] {{0, -0.9, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0.3, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}
                });
        double linked = Math.max(distance(places, 0, 1), distance(places, 2, 3));
        for (int[] pair : new int[][] {{0, 2}, {0, 3}, {1, 2}, {1, 3}, {0, 4}, {2, 4}, {3, 4}}) {
            assertThat(distance(places, pair[0], pair[1])).isGreaterThan(0.9);
        }
        assertThat(linked).isBetween(0.5, 2.0);
        PlotlyFigure figure = sound(Network.of("feature", "cosine")
                .nodes(HOSTILE.subList(0, 5))
                .links(LINKS, 0.1)
                .figure());
        assertThat(at(figure, "data", 0, "line", "color")).as("the weaker link").isEqualTo("#d05a4a");
        assertThat(at(figure, "data", 1, "line", "color"))
                .as("the stronger one")
                .isEqualTo("#3f7fbf");
        assertThat(at(figure, "data", 2, "customdata", 4)).isEqualTo("");
        assertThat(at(figure, "data", 2, "customdata", 2)).asString().endsWith(" 0.3");
        assertThat(texts(figure)).contains(HOSTILE.get(0), "cosine: red positive, blue negative");
    }

    private static double distance(double[][] at, int i, int j) {
        return Math.hypot(at[i][0] - at[j][0], at[i][1] - at[j][1]);
    }

    @Test
    void aRingBecomesRound() {
        int n = 6;
        double[][] ring = new double[n][n];
        for (int i = 0; i < n; i++) {
            int next = (i + 1) % n;
            ring[Math.min(i, next)][Math.max(i, next)] = 1;
        }
        double[][] places = NetworkLayout.of(ring);
        assertThat(distance(places, 0, 3)).isGreaterThan(1.5 * distance(places, 0, 1));
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Network.of("feature", "cosine")
                        .nodes(List.of("a"))
                        .links(LINKS, 0)
                        .figure())
                .hasMessageStartingWith("A Network of 1 points and 5 rows of links.");
        assertThatThrownBy(() -> Network.of("feature", " ")).hasMessageContaining("kind of link has no name");
    }
}
