package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShiftTest {
    /** Two pairs, 2 and 4 apart. */
    private static final double[] BEFORE = {3, 5, 1, 1};

    @Test
    void sizesAreInUnitsOfTheDistanceOfTheClasses() {
        Shift shift = new Shift(BEFORE, new double[] {-3, 0, 0, 3});
        assertThat(shift.size().value()).isEqualTo(Math.sqrt(4.5) / 3, within(1e-12));
        assertThat(shift.mean().value()).isZero();
        assertThat(shift.gapLeft().value()).isEqualTo(0, within(1e-12));
        assertThat(shift.size().n()).as("pairs, not texts").isEqualTo(2);
    }

    @Test
    void whatIsNotKnownStillCountsInTheDistance() {
        Shift shift = new Shift(BEFORE, new double[] {1, Double.NaN, -1, Double.NaN});
        assertThat(shift.size().value()).isEqualTo(1 / 3.0, within(1e-12));
        assertThat(shift.gapLeft().value()).isEqualTo(1 + 2 / 3.0, within(1e-12));
    }

    @Test
    void theSignSaysWhichWay() {
        assertThat(new Shift(BEFORE, new double[] {-1, -1, -1, -1}).mean().value())
                .isEqualTo(-1 / 3.0, within(1e-12));
    }
}
