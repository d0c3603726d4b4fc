package dev.azimuth.evaluation;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenLossesTest {
    private final HookedTransformer model = TinyModel.open();

    @Test
    void thereIsOneForEachTokenButTheFirstWhateverGoesThroughTheModelBesides() {
        List<int[]> ids = Stream.of("four", "a longer one", "ab", "x")
                .map(model.tokenizer()::encode)
                .toList();
        float[][] together = TokenLosses.of(model, ids, "reading");
        assertThat(together[0]).hasSize(3);
        assertThat(together[1]).hasSize(11);
        assertThat(together[2]).hasSize(1);
        assertThat(together[3]).as("a text of one token").isEmpty();
        assertThat(TokenLosses.of(model, List.of(ids.get(3)), "reading")[0]).isEmpty();
        for (int i = 0; i < 3; i++) {
            assertThatTensor(together[i]).isCloseTo(TokenLosses.of(model, List.of(ids.get(i)), "reading")[0], 1e-5);
        }
    }

    @Test
    void theyCanBeStopped() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> TokenLosses.of(model, List.of(new int[] {1, 2}), "reading"))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while reading, after 0 of 1.");
    }
}
