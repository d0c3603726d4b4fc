package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.intervention.TinyEdits.MAP;
import static dev.azimuth.intervention.TinyEdits.MODEL;
import static dev.azimuth.intervention.TinyEdits.logits;
import static dev.azimuth.intervention.TinyEdits.rows;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AffineEditTest {
    private final AffineEdit edit = AffineEdit.of("random", MAP, residPost(1));

    @Test
    void doesToActivationsWhatTheMapDoesToRows() {
        float[][] before = rows(residPost(1));
        float[][] mapped = MAP.apply(before);
        float[][] whole = rows(residPost(1), edit);
        float[][] half = rows(residPost(1), edit.strength(0.5).at(Positions.AFTER_FIRST));
        for (int token = 0; token < before.length; token++) {
            assertThatTensor(whole[token]).isCloseTo(mapped[token], 1e-5);
            float[] middle = Vectors.scaled(Vectors.plus(before[token], 1, mapped[token]), 0.5);
            assertThatTensor(half[token]).isCloseTo(token == 0 ? before[token] : middle, 1e-5);
        }
        assertThat(half[0]).isEqualTo(before[0]);
    }

    @Test
    void theChangeIsProportionalToTheStrengthAndOfTheMapsRank() {
        float[][] before = rows(residPost(1));
        float[][] one = rows(residPost(1), edit);
        float[][] three = rows(residPost(1), edit.strength(3));
        for (int token = 0; token < before.length; token++) {
            float[] step = Vectors.plus(one[token], -1, before[token]);
            assertThatTensor(Vectors.plus(three[token], -1, before[token])).isCloseTo(Vectors.scaled(step, 3), 1e-4);
        }
        assertThat(MAP.rank()).isEqualTo(2);
    }

    @Test
    void atStrengthZeroNothingChangesInAnyBit() {
        assertThat(logits(edit.strength(0))).isEqualTo(logits());
        assertThat(logits(edit.schedule(Schedule.kernel(9, 1, 0, 2)))).isEqualTo(logits());
    }

    @Test
    void everywhereWrittenItMakesOfTheStreamWhatTheMapMakesOfIt() {
        AffineEdit written =
                AffineEdit.of("written", MAP, AffineEdit.everythingWritten()).strength(0.7);
        float[][] expected = MAP.apply(rows(residPre(0)));
        float[][] plain = rows(residPre(0));
        float[][] edited = rows(residPre(0), written);
        for (int token = 0; token < plain.length; token++) {
            float[] share = Vectors.plus(Vectors.scaled(plain[token], 0.3), 0.7, expected[token]);
            assertThatTensor(edited[token]).isCloseTo(share, 1e-5);
        }
        float[][] attended = rows(attnOut(0), written); // the constant is added once, with the embedding
        float[][] unedited = rows(
                attnOut(0),
                written.layers(1, 2),
                AffineEdit.of("entry", MAP, residPre(0)).strength(0.7));
        AffineMap linear = AffineMap.of(MAP.write(), MAP.read(), MAP.target().mul(0));
        for (int token = 0; token < plain.length; token++) {
            float[] mapped = linear.apply(new float[][] {unedited[token]})[0];
            assertThatTensor(attended[token])
                    .isCloseTo(Vectors.plus(Vectors.scaled(unedited[token], 0.3), 0.7, mapped), 1e-5);
        }
    }

    @Test
    void actsInChosenLayers() {
        assertThat(MODEL.hookNames().stream().filter(edit.layers(0, 1)::actsAt))
                .containsExactly(residPost(0), residPost(1));
        assertThat(MODEL.hookNames().stream().filter(edit.layers(List.of(2, 0))::actsAt))
                .containsExactly(residPost(0), residPost(2));
        assertThat(MODEL.hookNames().stream().filter(edit.in(residPost())::actsAt))
                .hasSize(3);
        assertThat(edit.layers(0, 2).schedule(Schedule.perLayer(Map.of(1, 0.5))).strengthAt(residPost(1)))
                .isEqualTo(0.5);
        assertThatThrownBy(() -> edit.layers(9, 8))
                .hasMessage("The layers go from 9 to 8; the first must be 0 or more and the last no less.");
        assertThatThrownBy(() -> edit.layers(List.of()))
                .hasMessage("An edit cannot act in the layers []. Name at least one, counted from 0.");
        assertThatThrownBy(() -> MODEL.with(edit.layers(7, 9)))
                .hasMessageContaining("acts nowhere in this llama model: it has the layers 0 to 2");
    }

    @Test
    void rowsCanKeepTheirNorm() {
        float[][] before = rows(residPost(1));
        float[][] after = rows(residPost(1), edit.keepingNorm());
        float[][] free = rows(residPost(1), edit);
        for (int token = 0; token < before.length; token++) {
            float[] expected = Vectors.scaled(free[token], Vectors.norm(before[token]) / Vectors.norm(free[token]));
            assertThatTensor(after[token]).isCloseTo(expected, 1e-5);
        }
    }

    @Test
    void oneEditAfterAnotherIsTheComposedMap() {
        AffineMap next = AffineMap.about(
                Matrices.of(RandomRows.normal(1, 48, 4)),
                Matrices.of(RandomRows.normal(48, 1, 5)).mul(0.2),
                Matrices.of(RandomRows.normal(48, 1, 6)).mul(0.2));
        float[] composed = logits(AffineEdit.of("both", MAP.then(next), residPost(1)));
        assertThatTensor(logits(edit, AffineEdit.of("next", next, residPost(1))))
                .isCloseTo(composed, 1e-5);
        assertThatTensor(logits(edit.then(AffineEdit.of("next", next, residPost(1)))))
                .isCloseTo(composed, 1e-5);
    }

    @Test
    void whatCannotBeIsRefused() {
        AffineMap narrow = AffineMap.of(Matrices.column(1, 2, 3), Matrices.column(1, 2, 3), Matrices.column(0));
        assertThatThrownBy(() -> logits(AffineEdit.of("narrow", narrow, residPost(1))))
                .hasMessage(
                        "The edit narrow has 3 numbers, but what it is to act on has 48. Was it found in another model, or"
                                + " not in the residual stream?");
        assertThatThrownBy(() -> edit.strength(Double.NaN))
                .hasMessage("An edit cannot act at strength NaN. 0 changes nothing, 1 is the whole edit.");
    }

    @Test
    void saysWhatItIs() {
        assertThat(edit.strength(0.5).at(Positions.AFTER_FIRST))
                .hasToString("random (strength 0.5; at blocks.1.hook_resid_post; after the first token)");
        assertThat(edit.layers(0, 2).scale(3).gate(Gate.above(2)).keepingNorm())
                .hasToString(
                        "random (strength 3.0, shared evenly by the layers; at hook_resid_post in layers 0–2; at every"
                                + " token; keeping norms; gate above 2.0)");
    }
}
