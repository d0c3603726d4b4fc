package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.ConceptEdit.affineConceptEdit;
import static dev.azimuth.intervention.ConceptEdit.clamp;
import static dev.azimuth.intervention.TinyEdits.WIDTH;
import static dev.azimuth.intervention.TinyEdits.direction;
import static dev.azimuth.intervention.TinyEdits.rows;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.Direction;
import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;

class ConceptEditTest {
    private final Direction direction = direction("concept", 1);
    private final float[][] before = rows(residPost(1));

    private void assertCoordinateIs(AffineEdit edit, double value) {
        float[][] after = rows(residPost(1), edit);
        assertThat(after[0]).isEqualTo(before[0]);
        for (int token = 1; token < before.length; token++) {
            assertThat(Vectors.dot(after[token], direction.unit())).isCloseTo(value, within(1e-5));
            assertThatTensor(Vectors.without(after[token], direction.unit()))
                    .isCloseTo(Vectors.without(before[token], direction.unit()), 1e-5);
        }
        assertThatTensor(rows(residPost(1), edit, edit)[2]).isCloseTo(after[2], 1e-6); // once is enough
    }

    @Test
    void clampingGivesEveryTokenTheValue() {
        assertCoordinateIs(clamp(direction, 2.5), 2.5);
    }

    @Test
    void aValueIsANumber() {
        assertThatThrownBy(() -> clamp(direction, Double.NaN))
                .hasMessage("concept cannot be clamped to NaN. Give a finite coordinate.");
    }

    @Test
    void affineConceptEditingGivesItThatOfTheAbsentOrThePresentClass() {
        float[] absent = RandomRows.normal(1, WIDTH, 4)[0];
        double along = Vectors.dot(absent, direction.unit());
        assertCoordinateIs(affineConceptEdit(direction, absent), along);
        assertCoordinateIs(affineConceptEdit(direction, absent, 1), along + direction.gap());
        assertThat(affineConceptEdit(direction, absent, 1).name())
                .isEqualTo("affine concept edit of concept, plus 1.0 gaps");
    }
}
