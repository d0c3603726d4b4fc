package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GraphLayoutTest {
    @Test
    void whatIsLinkedLiesTogetherAndGroupsApart() {
        double[][] places = GraphLayout.of(
                new double[][] {{0, -0.9, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0.3, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}
                });
        double linked = Math.max(distance(places, 0, 1), distance(places, 2, 3));
        for (int[] pair : new int[][] {{0, 2}, {0, 3}, {1, 2}, {1, 3}, {0, 4}, {2, 4}, {3, 4}}) {
            assertThat(distance(places, pair[0], pair[1])).isGreaterThan(0.9);
        }
        assertThat(linked).isBetween(0.5, 2.0);
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
        double[][] places = GraphLayout.of(ring);
        assertThat(distance(places, 0, 3)).isGreaterThan(1.5 * distance(places, 0, 1));
    }

    /** The one that all others are linked to is in their middle. */
    @Test
    void aStarHasItsCentreInside() {
        int n = 7;
        double[][] star = new double[n][n];
        for (int i = 1; i < n; i++) {
            star[0][i] = 1;
        }
        double[][] places = GraphLayout.of(star);
        double across = 0;
        double outwards = 0;
        for (int i = 1; i < n; i++) {
            outwards = Math.max(outwards, distance(places, 0, i));
            for (int j = 1; j < i; j++) {
                across = Math.max(across, distance(places, i, j));
            }
        }
        assertThat(across).isGreaterThan(1.5 * outwards);
    }
}
