package dev.azimuth.discovery;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.testing.RandomRows;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedRowsTest {
    private final PairedRows rows = PairedRows.of(RandomRows.normal(9, 4, 1), RandomRows.normal(9, 4, 2));

    @Test
    void shufflingSwapsTheSidesOfHalfOfThePairs() {
        PairedRows shuffled = rows.shuffled(new SplittableRandom(1));
        int swapped = 0;
        for (int i = 0; i < 9; i++) {
            boolean kept = shuffled.positive()[i] == rows.positive()[i];
            assertThat(kept ? shuffled.negative()[i] : shuffled.positive()[i]).isSameAs(rows.negative()[i]);
            swapped += kept ? 0 : 1;
        }
        assertThat(swapped).isEqualTo(4);
    }

    @Test
    void theCovarianceWithTheLabelsIsAQuarterOfTheMeanDifference() {
        assertThatTensor(Matrices.floats(rows.moments().crossCovariance().mul(4)))
                .isCloseTo(rows.meanDifference(), 1e-6);
        assertThat(rows.withinClasses().mean(0).amaxNumber().doubleValue()).isLessThan(1e-15);
    }

    @Test
    void rowsThatMakeNoPairsAreRefused() {
        float[][] one = {{1, 2}};
        assertThatThrownBy(() -> PairedRows.of(one, new float[0][]))
                .hasMessage("Pairs need as many positive as negative rows, and at least one; given were 1 and 0.");
        assertThatThrownBy(() -> PairedRows.of(one, new float[][] {{1}}))
                .hasMessage("The rows of pair 0 have 1 numbers where the first has 2.");
        assertThatThrownBy(() -> PairedRows.of(one, new float[][] {{1, Float.NaN}}))
                .hasMessage(
                        "A negative row, of pair 0, holds NaN. Activations must be finite; does the model overflow, as in half precision?");
        assertThat(rows).hasToString("9 pairs of 4 numbers");
    }
}
