package dev.azimuth.superposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class SpectrumTest {
    /** Rows ±a on three axes: variances a²/3. */
    private static Spectrum along(double... lengths) {
        return whitening(lengths).spectrum();
    }

    private static Whitening whitening(double... lengths) {
        double[][] rows = new double[2 * lengths.length][lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            rows[2 * i][i] = lengths[i];
            rows[2 * i + 1][i] = -lengths[i];
        }
        return new Whitening(Moments.of(Nd4j.create(rows)));
    }

    @Test
    void evenVarianceFillsEveryDimensionAndOneAxisFillsOne() {
        assertThat(along(2, 2, 2).participationRatio()).isCloseTo(3, within(1e-9));
        assertThat(along(2, 2, 2).effectiveRank()).isCloseTo(3, within(1e-9));
        assertThat(along(2, 0, 0).participationRatio()).isCloseTo(1, within(1e-9));
        assertThat(along(2, 0, 0).effectiveRank()).isCloseTo(1, within(1e-4));
        assertThat(along(0, 0, 0).effectiveRank()).isZero();
    }

    @Test
    void unevenVarianceFillsWhatTheFormulasSay() {
        Spectrum spectrum = along(2, 1, 0);
        assertThat(spectrum.rows()).isEqualTo(6);
        assertThat(spectrum.variances()[0]).isCloseTo(4.0 / 3, within(1e-9));
        assertThat(spectrum.participationRatio()).isCloseTo(25.0 / 17, within(1e-9));
        double entropy = -(2.0 / 3 * Math.log(2.0 / 3) + 1.0 / 3 * Math.log(1.0 / 3));
        assertThat(spectrum.effectiveRank()).isCloseTo(Math.exp(entropy), within(1e-4));
        assertThat(spectrum)
                .hasToString("Spectrum of 6 rows in 3 dimensions: participation ratio 1.5, effective rank 1.9");
    }

    @Test
    void theLargestAxesAreThoseOfTheLargestVariances() {
        double[][] axes = Matrices.rows(whitening(1, 3, 2).largestAxes(2));
        assertThat(Math.abs(axes[1][0])).isCloseTo(1, within(1e-6));
        assertThat(Math.abs(axes[2][1])).isCloseTo(1, within(1e-6));
        assertThat(whitening(1, 3, 2).varianceShares(Matrices.column(0, 0, 1))[0])
                .isCloseTo(4.0 / 14, within(1e-9));
    }
}
