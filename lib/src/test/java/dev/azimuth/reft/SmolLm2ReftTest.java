package dev.azimuth.reft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;
import org.junit.jupiter.api.Test;

/** {@link ReftDemonstration} on the real model, until its loss has fallen a hundredfold. */
class SmolLm2ReftTest {
    @Test
    void tenExamplesTeachAStyle() {
        HookedTransformer model = SmolLm2.open();
        Reft reft = ReftDemonstration.trainer(model).stopAt(0.045).train(ReftDemonstration.EMOJI);
        double[] losses = reft.training().losses();
        assertThat(reft.parameters()).isEqualTo(4612);
        assertThat(reft.orthonormality()).isLessThan(1e-6);
        assertThat(losses[0] / losses[losses.length - 1]).isGreaterThan(100);
        assertThat(ReftDemonstration.HELD_OUT.subList(0, 4))
                .allSatisfy(request -> assertThat(model.with(reft)
                                .generator()
                                .maxTokens(12)
                                .reply(request)
                                .text())
                        .matches(ReftDemonstration::isEmoji));
    }
}
