package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.TinyEdits.WIDTH;
import static dev.azimuth.intervention.TinyEdits.logits;
import static dev.azimuth.intervention.TinyEdits.rows;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class VectorFieldTest {
    private final float[][] before = rows(residPost(1));

    @Test
    void addsWhatItMakesOfEachToken() {
        VectorField field = VectorField.of("tanh", residPost(1), NDArray::tanh)
                .strength(0.5)
                .at(Positions.AFTER_FIRST);
        float[][] after = rows(residPost(1), field);
        assertThat(after[0]).isEqualTo(before[0]);
        for (int i = 0; i < WIDTH; i++) {
            assertThat(after[3][i] - before[3][i]).isCloseTo((float) Math.tanh(before[3][i]) / 2, within(1e-5f));
        }
        assertThat(logits(field.strength(0))).isEqualTo(logits());
    }

    @Test
    void aLinearOneIsAnAffineEdit() {
        INDArray matrix = Matrices.of(RandomRows.normal(WIDTH, WIDTH, 1)).mul(0.1);
        AffineEdit edit = AffineEdit.of("AlphaSteer", AffineMap.adding(matrix), residPost(1));
        INDArray x = Matrices.of(before);
        float[][] after = rows(residPost(1), edit);
        for (int token = 0; token < before.length; token++) {
            float[] added = Matrices.floats(matrix.mmul(x.getRow(token).reshape(WIDTH, 1)));
            assertThatTensor(after[token]).isCloseTo(Vectors.plus(before[token], 1, added), 1e-5);
        }
    }

    @Test
    void aFieldOfAnotherShapeIsRefused() {
        VectorField sum = VectorField.of("sum", residPost(1), rows -> rows.concat(rows, 2));
        assertThatThrownBy(() -> logits(sum))
                .hasMessage("The field sum gave the shape (1, 5, 96) for rows of (1, 5, 48). Return one vector a row.");
    }
}
