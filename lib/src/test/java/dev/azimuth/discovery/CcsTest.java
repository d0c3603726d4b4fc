package dev.azimuth.discovery;

import static dev.azimuth.discovery.ReferencePairs.EXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The loss against numpy and scipy; the values are made by {@code src/test/reference/estimators.py}. */
class CcsTest {
    private final CcsLoss loss = new CcsLoss(sides(), 1e-3);

    private static double[][] sides() {
        double[][] rows = new double[120][];
        Arrays.setAll(rows, i -> {
            double[] side = EXPECTED.doubles(i < 60 ? "ccs_first_side" : "ccs_second_side");
            return Arrays.copyOfRange(side, i % 60 * 24, (i % 60 + 1) * 24);
        });
        return rows;
    }

    @Test
    void theLowestLossOfManyStartsIsScipys() {
        SplittableRandom random = new SplittableRandom(1);
        double lowest = Double.POSITIVE_INFINITY;
        double[] best = {};
        for (int start = 0; start < 40; start++) {
            double[] found = Lbfgs.minimize(loss, loss.start(random), 1e-8);
            double value = loss.at(found, new double[25]);
            if (value < lowest) {
                lowest = value;
                best = found;
            }
        }
        assertThat(lowest).isCloseTo(EXPECTED.doubles("ccs_loss")[0], within(1e-9));
        float[] weights = new float[24];
        for (int i = 0; i < 24; i++) {
            weights[i] = (float) best[i];
        }
        assertThat(Math.abs(Vectors.cosine(weights, ReferencePairs.vector("ccs_weights"))))
                .isGreaterThan(1 - 1e-6);
    }

    @Test
    void theGradientIsThatOfTheLoss() {
        double[] at = loss.start(new SplittableRandom(2));
        at[24] = 0.3;
        double[] gradient = new double[25];
        loss.at(at, gradient);
        for (int i = 0; i < 25; i++) {
            double[] ahead = at.clone();
            double[] behind = at.clone();
            ahead[i] += 1e-6;
            behind[i] -= 1e-6;
            double slope = (loss.at(ahead, new double[25]) - loss.at(behind, new double[25])) / 2e-6;
            assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
        }
    }

    @Test
    void findsWithoutLabelsWhatAllPairsDisagreeOn() {
        PairedRows rows =
                PairedRows.of(RandomRows.moved(RandomRows.normal(100, 200, 1), 7, 4), RandomRows.normal(100, 200, 2));
        for (long seed = 0; seed < 3; seed++) {
            float[] found = Ccs.ccs().seed(seed).fit(rows);
            assertThat(Vectors.unit(found)[7]).isGreaterThan(0.8f);
        }
        assertThatThrownBy(() -> Ccs.ccs().starts(0)).hasMessage("CCS from 0 starts finds nothing. Give 1 or more.");
        assertThat(Ccs.ccs()).hasToString("CCS, best of 10 starts");
    }
}
