package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.Rotation.rotation;
import static dev.azimuth.intervention.Rotation.rotationTowards;
import static dev.azimuth.intervention.TinyEdits.direction;
import static dev.azimuth.intervention.TinyEdits.rows;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.Direction;
import dev.azimuth.tensor.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {
    private final Direction from = direction("from", 1);
    private final Direction to = direction("to", 2);
    private final float[][] before = rows(residPost(1));

    private static double angle(float[] x, Direction direction) {
        return Math.acos(Math.max(-1, Math.min(1, Vectors.cosine(x, direction.unit()))));
    }

    @Test
    void turnsInThePlaneOfTwoDirectionsAndKeepsEveryLength() {
        float[] second = Vectors.unit(Vectors.without(to.unit(), from.unit()));
        float[][] after = rows(residPost(1), rotation(from, to, 0.8));
        assertThat(after[0]).isEqualTo(before[0]);
        for (int token = 1; token < before.length; token++) {
            double p = Vectors.dot(before[token], from.unit());
            double q = Vectors.dot(before[token], second);
            float[] expected = Vectors.plus(before[token], p * Math.cos(0.8) - q * Math.sin(0.8) - p, from.unit());
            expected = Vectors.plus(expected, p * Math.sin(0.8) + q * Math.cos(0.8) - q, second);
            assertThatTensor(after[token]).isCloseTo(expected, 1e-5);
            assertThat(Vectors.norm(after[token])).isCloseTo(Vectors.norm(before[token]), within(1e-5));
        }
        assertThatTensor(rows(residPost(1), rotation(from, to, 0.8), rotation(from, to, -0.8))[3])
                .isCloseTo(before[3], 1e-5);
        assertThatThrownBy(() -> rotation(from, from, 1)).hasMessageContaining("nearly parallel");
        assertThatThrownBy(() -> rotation(from, to, Double.NaN))
                .hasMessage("Nothing can be turned by NaN radians. Give a finite angle.");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, -0.3, 2.8, -2.8})
    void turnsEachRowTowardsADirectionAtMostUntilItIsThere(double radians) {
        float[][] after = rows(residPost(1), rotationTowards(to, radians));
        for (int token = 1; token < before.length; token++) {
            double expected = Math.max(0, Math.min(Math.PI, angle(before[token], to) - radians));
            assertThat(angle(after[token], to)).isCloseTo(expected, within(2e-3)); // acos is flat at its ends
            assertThat(Vectors.norm(after[token]) / Vectors.norm(before[token])).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void theStrengthMultipliesTheAngle() {
        assertThatTensor(rows(residPost(1), rotationTowards(to, 0.4).strength(0.5))[2])
                .isCloseTo(rows(residPost(1), rotationTowards(to, 0.2))[2], 1e-6);
        assertThat(rows(residPost(1), rotationTowards(to, 0.4).strength(0))).isEqualTo(before);
        assertThatThrownBy(() -> rotationTowards(to, 4))
                .hasMessage("A row cannot be turned towards a direction by 4.0 radians. Give an angle from −π to π.");
    }
}
