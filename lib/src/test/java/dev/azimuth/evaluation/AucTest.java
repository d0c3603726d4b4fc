package dev.azimuth.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Estimate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AucTest {
    @Test
    void isTheShareOfPairsInOrderWithTiesCountedHalf() {
        assertThat(Auc.of(new double[] {3, 4}, new double[] {1, 2})).isEqualTo(1);
        assertThat(Auc.of(new double[] {1, 2}, new double[] {3, 4})).isEqualTo(0);
        assertThat(Auc.of(new double[] {1, 1}, new double[] {1, 1})).isEqualTo(0.5);
        assertThat(Auc.of(new double[] {1, 3}, new double[] {2})).isEqualTo(0.5);
        assertThat(Auc.of(new double[] {2, 3}, new double[] {2, 1, 0})).isCloseTo(5.5 / 6, within(1e-12));
    }

    @Test
    void agreesWithCountingEveryPair() {
        Random random = new Random(4);
        double[] positive = random.ints(40, 0, 12).asDoubleStream().toArray();
        double[] negative = random.ints(30, 0, 9).asDoubleStream().toArray();
        double count = 0;
        for (double p : positive) {
            for (double n : negative) {
                count += p > n ? 1 : p == n ? 0.5 : 0;
            }
        }
        assertThat(Auc.of(positive, negative)).isCloseTo(count / 1200, within(1e-12));
    }

    @Test
    void theIntervalHoldsTheValueAndShrinksWithMorePairs() {
        Estimate few = Auc.ofPairs(normal(10, 1, 1), normal(10, 0, 2));
        Estimate many = Auc.ofPairs(normal(400, 1, 1), normal(400, 0, 2));
        assertThat(few.low()).isLessThan(few.value());
        assertThat(few.high()).isGreaterThan(few.value());
        assertThat(many.high() - many.low()).isLessThan((few.high() - few.low()) / 2);
        assertThat(many.value()).isCloseTo(0.76, within(0.05)); // Φ(1/√2)
    }

    private static double[] normal(int n, double mean, long seed) {
        Random random = new Random(seed);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = mean + random.nextGaussian();
        }
        return values;
    }
}
