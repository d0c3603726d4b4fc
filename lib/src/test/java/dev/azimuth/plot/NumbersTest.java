package dev.azimuth.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "0.1, 0.1",
        "1.23456, 1.235",
        "-12345.6, -12350",
        "0.000123456, 0.0001235",
        "0.0000123456, 1.235e-5",
        "1e-7, 1e-7",
        "1.5e12, 1.5e12",
        "NaN, –",
        "Infinity, ∞",
        "-Infinity, -∞"
    })
    void significant(double value, String text) {
        assertThat(Numbers.significant(value, 4)).isEqualTo(text);
    }

    @Test
    void ticksAreRoundAndWithinTheEnds() {
        assertThat(Numbers.ticks(0, 1, 5)).containsExactly(0, 0.2, 0.4, 0.6, 0.8, 1);
        assertThat(Numbers.ticks(-3.1, 7, 5)).containsExactly(-2, 0, 2, 4, 6);
        assertThat(Numbers.ticks(0.1, 0.4, 3)).containsExactly(0.1, 0.2, 0.3, 0.4);
        assertThat(Numbers.ticks(5, 5, 4)).containsExactly(5);
        assertThat(Numbers.ticks(Double.NaN, 1, 4)).isEmpty();
    }
}
