package dev.azimuth.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Estimate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    @Test
    void theIntervalOfAMeanIsThatOfItsStandardError() {
        Random random = new Random(8);
        double[] values = new double[400];
        for (int i = 0; i < values.length; i++) {
            values[i] = 10 + 2 * random.nextGaussian();
        }
        Estimate mean = Bootstrap.mean(values);
        assertThat(mean.value()).isCloseTo(10, within(0.3));
        assertThat(mean.high() - mean.low()).isCloseTo(2 * 1.96 * 2 / 20, within(0.05));
        assertThat(mean.n()).isEqualTo(400);
    }

    @Test
    void drawsForWhichAStatisticIsNotDefinedDoNotCount() {
        Estimate partly = Bootstrap.estimate(2, drawn -> drawn[0] == drawn[1] ? Double.NaN : 7);
        assertThat(partly).isEqualTo(new Estimate(7, 7, 7, 2));
        assertThat(Bootstrap.estimate(2, drawn -> Double.NaN).isExact()).isTrue();
    }

    @Test
    void quantilesAreInterpolated() {
        assertThat(Bootstrap.quantile(new double[] {4, 1, 3, 2}, 0.5)).isEqualTo(2.5);
        assertThat(Bootstrap.quantile(new double[] {4, 1, 3, 2}, 1)).isEqualTo(4);
    }

    @Test
    void estimatesPrintWithTheirInterval() {
        assertThat(new Estimate(0.934, 0.881, 0.97, 30)).hasToString("0.93 [0.88, 0.97]");
        assertThat(Estimate.exact(-1e-9, 30)).hasToString("0.00");
        assertThat(Estimate.exact(0, 30)).hasToString("0.00");
        assertThat(new Estimate(41.83, 37.2, 120.4, 16)).hasToString("41.8 [37.2, 120]");
        assertThat(new Estimate(0.0018, 0.0009, 0.047, 16)).hasToString("0.0018 [0.0009, 0.047]");
        assertThat(new Estimate(1, 1, 1, 16)).hasToString("1.00 [1.00, 1.00]");
    }
}
