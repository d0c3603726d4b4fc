package dev.azimuth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.azimuth.family.Rope;
import dev.azimuth.family.RopeScaling;
import dev.azimuth.tensor.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotaryEmbeddingTest {
    private static final Rope ROPE =
            new Rope(4, 100, new RopeScaling.LongRope(List.of(1.0, 2.0), List.of(4.0, 8.0), 5, 1));

    @Test
    void aLongTextTurnsByOtherFactors() {
        assertThat(RopeFrequencies.of(ROPE, 5)).containsExactly(1, 0.05f);
        assertThat(RopeFrequencies.of(ROPE, 6)).containsExactly(0.25f, 0.0125f);
    }

    @Test
    void aTextThatGrowsPastTheFirstContextMustBeReadAgain() {
        assertThatThrownBy(() -> embed(new int[] {4, 5}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The text grew past 5 tokens, where this model's rotary embedding changes (LongRoPE), but"
                        + " what came before was computed for a shorter text. Start again with the whole text.");
        assertThatThrownBy(() -> embed(new int[] {5})).hasMessageStartingWith("The text grew past 5 tokens");
    }

    @Test
    void aTextThatIsLongFromTheStartMayGrow() {
        assertThatCode(() -> embed(new int[] {0, 1, 2, 3, 4, 5})).doesNotThrowAnyException();
        assertThatCode(() -> embed(new int[] {0, 0, 1, 2, 3, 4})).doesNotThrowAnyException();
        assertThatCode(() -> embed(new int[] {6})).doesNotThrowAnyException();
        assertThatCode(() -> embed(new int[] {3, 4})).doesNotThrowAnyException();
    }

    private static void embed(int[] positions) {
        try (Scope scope = Scope.on(Device.cpu())) {
            new RotaryEmbedding(scope.manager(), new int[][] {positions}, 4, ROPE);
        }
    }
}
