package dev.azimuth.intervention;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.Ablation.ablation;
import static dev.azimuth.intervention.ConceptEdit.clamp;
import static dev.azimuth.intervention.TinyEdits.direction;
import static dev.azimuth.intervention.TinyEdits.logits;
import static dev.azimuth.intervention.TinyEdits.rows;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Direction direction = direction("target", 1);
    private final Direction detector = direction("harm", 2);
    private final float[][] before = rows(residPost(1));
    private final double[] readings = direction.project(before);
    private final double[] harm = detector.project(before);
    private final double middle = Bootstrap.quantile(readings, 0.55);
    private final double harmMiddle = Bootstrap.quantile(harm, 0.45);
    private final AffineEdit removal = clamp(direction, 0).at(Positions.ALL);

    /** Each row loses what the gate makes of its reading; a row of which nothing passes keeps its bits. */
    private void assertRemoves(Gate gate, IntPredicate opens, DoubleUnaryOperator passed) {
        float[][] after = rows(residPost(1), removal.gate(gate));
        boolean[] open = new boolean[before.length];
        for (int token = 0; token < before.length; token++) {
            open[token] = opens.test(token);
            if (open[token]) {
                float[] expected =
                        Vectors.plus(before[token], -passed.applyAsDouble(readings[token]), direction.unit());
                assertThatTensor(after[token]).isCloseTo(expected, 1e-5);
                assertThat(after[token]).isNotEqualTo(before[token]);
            } else {
                assertThat(after[token]).isEqualTo(before[token]);
            }
        }
        assertThat(Arrays.toString(open)).contains("true");
    }

    @Test
    void anOpenGateLetsEverythingPass() {
        assertRemoves(Gate.open(), token -> true, r -> r);
    }

    @Test
    void aThresholdLetsPassWhatIsAboveIt() {
        assertRemoves(Gate.above(middle), token -> readings[token] > middle, r -> r);
    }

    @Test
    void aSoftGateLetsPassAShare() {
        assertRemoves(Gate.soft(0.2, 0.5), token -> true, r -> r / (1 + Math.exp(-(r - 0.2) / 0.5)));
    }

    @Test
    void aSecondDetectorVetoesOrAllows() {
        assertRemoves(Gate.open().unless(detector, harmMiddle), token -> !(harm[token] > harmMiddle), r -> r);
        assertRemoves(Gate.open().onlyIf(detector, harmMiddle), token -> harm[token] > harmMiddle, r -> r);
    }

    @Test
    void throughAGateThatNeverOpensNothingChangesInAnyBit() {
        assertThat(logits(removal.gate(Gate.above(1e6)))).isEqualTo(logits());
        assertThat(logits(removal.gate(Gate.open().unless(detector, -1e6)))).isEqualTo(logits());
        assertThat(logits(removal.gate(Gate.above(1e6)).keepingNorm())).isEqualTo(logits());
        assertThat(logits(removal)).isNotEqualTo(logits());
    }

    @Test
    void isAValueThatSaysWhatItIs() {
        assertThat(Gate.above(1).unless(detector, 2)).isEqualTo(Gate.above(1).unless(detector, 2));
        assertThat(Gate.above(1).unless(detector, 2)).isNotEqualTo(Gate.above(1).onlyIf(detector, 2));
        assertThat(Gate.soft(1, 0.5).unless(detector, 2))
                .hasToString("soft about 1.0 with width 0.5, unless harm is above 2.0");
        assertThatThrownBy(() -> Gate.soft(0, 0))
                .hasMessage("A soft gate needs a width above 0, not 0.0. above(threshold) is the gate without width.");
        assertThatThrownBy(() -> Gate.above(Double.NaN)).hasMessage("A gate cannot have the threshold NaN.");
        assertThatThrownBy(() -> logits(ablation(direction).gate(Gate.above(0))))
                .hasMessage(
                        "The gate of the ablation of target would read what single layers write rather than the stream."
                                + " Place the edit in(residPost()), for example.");
        Direction wide = Direction.of("wide", "by hand", residPost(1), new float[] {1, 2}, 1);
        assertThatThrownBy(() -> logits(removal.gate(Gate.open().unless(wide, 0))))
                .hasMessageStartingWith("The detector wide has 2 numbers, but what it is to act on has 48.");
    }
}
