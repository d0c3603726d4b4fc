package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.Ablation.ablation;
import static dev.azimuth.intervention.Ablation.meanAblation;
import static dev.azimuth.intervention.Ablation.selectiveAblation;
import static dev.azimuth.intervention.TinyEdits.WIDTH;
import static dev.azimuth.intervention.TinyEdits.direction;
import static dev.azimuth.intervention.TinyEdits.logits;
import static dev.azimuth.intervention.TinyEdits.rows;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;

class AblationTest {
    private final Direction one = direction("one", 1);
    private final Direction two = direction("two", 2);
    private final float[][] before = rows(residPost(2));

    @Test
    void keepsEveryTokenFromMovingAlongTheDirections() {
        float[][] without = rows(residPost(2), ablation(one));
        float[][] withoutBoth = rows(residPost(2), ablation(one, two));
        for (int token = 0; token < before.length; token++) {
            assertThat(Vectors.dot(before[token], one.unit())).isNotCloseTo(0, within(1e-3));
            assertThat(Vectors.dot(without[token], one.unit())).isCloseTo(0, within(1e-5));
            assertThat(Vectors.dot(withoutBoth[token], one.unit())).isCloseTo(0, within(1e-5));
            assertThat(Vectors.dot(withoutBoth[token], two.unit())).isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void ablatingTwiceIsAblatingOnce() {
        assertThatTensor(logits(ablation(one), ablation(one))).isCloseTo(logits(ablation(one)), 1e-5);
    }

    @Test
    void canLeaveTheFirstTokenAlone() {
        float[][] after = rows(residPost(2), ablation(one).at(Positions.AFTER_FIRST));
        assertThat(after[0]).isEqualTo(before[0]);
        for (int token = 1; token < before.length; token++) {
            assertThat(Vectors.dot(after[token], one.unit())).isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void meanAblationBringsThemToTheMean() {
        float[] mean = RandomRows.normal(1, WIDTH, 5)[0];
        float[][] after = rows(residPost(1), meanAblation(mean, one, two));
        for (int token = 1; token < before.length; token++) {
            for (Direction each : new Direction[] {one, two}) {
                assertThat(Vectors.dot(after[token], each.unit()))
                        .isCloseTo(Vectors.dot(mean, each.unit()), within(1e-5));
            }
        }
    }

    @Test
    void selectiveAblationLeavesWhatLiesAlongTheKeptDirections() {
        AffineEdit selective = selectiveAblation(one, two).in(residPost(2));
        float[][] after = rows(residPost(2), selective);
        for (int token = 0; token < before.length; token++) {
            assertThat(Vectors.dot(after[token], two.unit()))
                    .isCloseTo(Vectors.dot(before[token], two.unit()), within(1e-5));
            float[] rest = Vectors.unit(Vectors.without(one.unit(), two.unit()));
            assertThat(Vectors.dot(after[token], rest)).isCloseTo(0, within(1e-5));
        }
        assertThatTensor(logits(selectiveAblation(one, 0, two))).isCloseTo(logits(ablation(one)), 1e-6);
        assertThat(selective.name()).isEqualTo("selective ablation of one without two");
        assertThatThrownBy(() -> selectiveAblation(one))
                .hasMessage("A selective ablation of one needs at least one direction to keep. Without one it is"
                        + " ablation(…).");
    }

    /** What is left is rounding then, whose direction means nothing. */
    @Test
    void selectiveAblationOfWhatIsToBeKeptIsRefused() {
        Direction between = one.plus(two);
        assertThatThrownBy(() -> selectiveAblation(between, one, two))
                .hasMessage("Nothing is left of " + between.name() + " without one, two, which span it. Keep fewer"
                        + " directions, or a smaller share of them.");
        assertThatThrownBy(() -> selectiveAblation(one, one)).hasMessageStartingWith("Nothing is left of one");
        assertThat(selectiveAblation(one, 0.5, one).map().rank()).isEqualTo(1);
    }
}
