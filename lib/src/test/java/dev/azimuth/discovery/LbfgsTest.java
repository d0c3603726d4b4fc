package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LbfgsTest {
    @Test
    void findsTheEndOfRosenbrocksValley() {
        double[] found = Lbfgs.minimize(
                (x, gradient) -> {
                    double bend = x[1] - x[0] * x[0];
                    gradient[0] = -400 * x[0] * bend - 2 * (1 - x[0]);
                    gradient[1] = 200 * bend;
                    return 100 * bend * bend + (1 - x[0]) * (1 - x[0]);
                },
                new double[] {-1.2, 1},
                1e-10);
        assertThat(found).containsExactly(new double[] {1, 1}, within(1e-9));
    }

    @Test
    void endsWhereNothingLeadsFurtherDown() {
        double[] found = Lbfgs.minimize(
                (x, gradient) -> {
                    gradient[0] = Math.signum(x[0]);
                    return Math.abs(x[0]);
                },
                new double[] {3},
                1e-10);
        assertThat(found[0]).isCloseTo(0, within(1e-6));
    }
}
