package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontierSearchTest {
    private final FrontierSpace space = FrontierSpace.of(
            FrontierParameter.range("x", -5, 5),
            FrontierParameter.range("y", -5, 5),
            FrontierParameter.choice("kind", 4));

    /** Least, 0, at (2, −1) of kind 2. */
    private static double loss(double[] p) {
        return (p[0] - 2) * (p[0] - 2) + (p[1] + 1) * (p[1] + 1) + (p[2] == 2 ? 0 : 4);
    }

    private double mean(FrontierSearch search) {
        double sum = 0;
        for (int seed = 0; seed < 20; seed++) {
            sum += loss(search.seed(seed).minimize(space, 60, FrontierSearchTest::loss));
        }
        return sum / 20;
    }

    @Test
    void parzenEstimatorsFindTheLeastOfAKnownFunctionBetterThanChance() {
        double random = mean(FrontierSearch.random());
        assertThat(mean(FrontierSearch.tpe())).isLessThan(random / 8);
        assertThat(mean(FrontierSearch.univariateTpe())).isLessThan(random / 2);
    }

    /** Where only equal choices are good, each parameter by itself looks as good at any value. */
    @Test
    void togetherParametersThatMustAgreeAreFound() {
        FrontierSpace pair = FrontierSpace.of(FrontierParameter.range("x", 0, 1), FrontierParameter.range("y", 0, 1));
        double joint = 0;
        double apart = 0;
        for (int seed = 0; seed < 30; seed++) {
            joint += best(FrontierSearch.tpe().seed(seed), pair);
            apart += best(FrontierSearch.univariateTpe().seed(seed), pair);
        }
        assertThat(joint).isLessThan(apart);
    }

    private static double best(FrontierSearch search, FrontierSpace pair) {
        double[] least = {Double.MAX_VALUE};
        search.minimize(pair, 60, p -> {
            double loss = Math.abs(p[0] - p[1]) + 0.1 * Math.abs(p[0] + p[1] - 1.4);
            least[0] = Math.min(least[0], loss);
            return loss;
        });
        return least[0];
    }

    @Test
    void theSamePointsComeAgainAndLieInTheSpace() {
        List<double[]> first = points(FrontierSearch.tpe(), 40);
        List<double[]> again = points(FrontierSearch.tpe(), 25); // a search that is stopped
        assertThat(first).hasSize(40);
        for (int i = 0; i < again.size(); i++) {
            assertThat(again.get(i)).isEqualTo(first.get(i));
        }
        for (double[] point : first) {
            assertThat(point[0]).isBetween(-5.0, 5.0);
            assertThat(point[2]).isIn(0.0, 1.0, 2.0, 3.0);
        }
        assertThat(points(FrontierSearch.tpe().seed(1), 3).get(0)).isNotEqualTo(first.get(0));
    }

    private List<double[]> points(FrontierSearch search, int count) {
        List<double[]> points = new ArrayList<>();
        search.minimize(space, count, point -> {
            points.add(point);
            return Arrays.stream(point).sum() > 9 ? Double.NaN : loss(point);
        });
        return points;
    }

    /** A density integrates to 1 over its space, kernels cut off at the border included. */
    @Test
    void aParzenDensityIsOne() {
        FrontierSpace one = FrontierSpace.of(FrontierParameter.range("x", 0, 2), FrontierParameter.choice("k", 3));
        FrontierParzen density = new FrontierParzen(
                one,
                List.of(
                        new FrontierTpe.Tried(new double[] {0.1, 1}, 0),
                        new FrontierTpe.Tried(new double[] {1.9, 2}, 0)),
                new int[] {0, 1});
        double sum = 0;
        for (int i = 0; i < 2000; i++) {
            for (int k = 0; k < 3; k++) {
                sum += Math.exp(density.logDensity(new double[] {(i + 0.5) / 1000, k})) / 1000;
            }
        }
        assertThat(sum).isBetween(0.9999, 1.0001);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> FrontierParameter.range("x", 1, 1)).hasMessage("x from 1.0 to 1.0 is no range.");
        assertThatThrownBy(() -> FrontierParameter.choice("x", 0)).hasMessageContaining("is no range");
        assertThatThrownBy(() -> FrontierSearch.random().minimize(space, 0, p -> 0))
                .hasMessage("A search of 0 points. Give at least 1.");
        assertThatThrownBy(() -> FrontierSearch.tpe().startup(1)).hasMessageContaining("Give at least 2");
        assertThatThrownBy(() -> FrontierSpace.of()).hasMessageContaining("nothing to search");
        assertThat(FrontierSearch.tpe()).hasToString("multivariate TPE after 10 random points, seed 0");
    }
}
