package dev.azimuth.reft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;
import org.junit.jupiter.api.Test;

/** The beginning of {@link ReftDemonstration}, on the real model. */
class SmolLm2ReftTest {
    @Test
    void learnsFromFiveExamples() {
        HookedTransformer model = SmolLm2.open();
        Reft reft = ReftDemonstration.trainer(model).steps(12).train(ReftDemonstration.EMOJI.subList(0, 5));
        double[] losses = reft.training().losses();
        assertThat(reft.parameters()).isEqualTo(4612);
        assertThat(reft.orthonormality()).isLessThan(1e-6);
        assertThat(losses[11]).isLessThan(0.7 * losses[0]);
    }
}
