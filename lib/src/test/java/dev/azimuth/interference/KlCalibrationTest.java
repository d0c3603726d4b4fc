package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

class KlCalibrationTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final double[] SHARES = {0.001, 0.01, 0.1, 1};

    @Test
    void aPowerLawIsFoundExactly() {
        KlCalibration calibration = KlCalibration.of(NAMES, SHARES, new double[] {1e-6, 1e-4, 1e-2, 1});
        Estimate expected = calibration.predict(0.03);
        assertThat(expected.value()).isEqualTo(0.0009, within(1e-12));
        assertThat(expected.high()).isEqualTo(0.0009, within(1e-12));
        assertThat(calibration.rankCorrelation().value()).isEqualTo(1, within(1e-12));
    }

    @Test
    void theIntervalIsAsWideAsTheLargestErrorOnADirectionThatWasLeftOut() {
        KlCalibration calibration = KlCalibration.of(NAMES, SHARES, new double[] {1e-6, 1e-4, 1e-2, 10});
        Estimate expected = calibration.predict(1);
        // Without the last, the line says 1 at a share of 1, a tenth of what was measured.
        assertThat(expected.high() / expected.value()).isEqualTo(10, within(1e-9));
        assertThat(expected.value() / expected.low()).isEqualTo(10, within(1e-9));
    }

    @Test
    void aFewDirectionsAreNoCalibration() {
        assertThatThrownBy(() -> KlCalibration.of(List.of("a"), new double[] {1}, new double[] {1}))
                .hasMessage(
                        "A calibration needs a share and a divergence for each of 4 directions or more; given were 1"
                                + " names, 1 shares and 1 divergences.");
    }
}
