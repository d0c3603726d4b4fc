package dev.azimuth.reft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TinyModel;
import dev.azimuth.model.TokenBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrganismRefusalsTest {
    private final HookedTransformer model = TinyModel.open();

    @Test
    void itIsTheProductOfTheTokensProbabilitiesWhateverIsInTheBatch() {
        Prompts requests = new Prompts("requests", List.of("a longer request", "x"));
        double[] found = OrganismRefusals.of(model, requests).on(model);
        for (int i = 0; i < found.length; i++) {
            String asked = model.asChat(requests.texts().get(i));
            int[] all = model.tokenizer().encode(asked + OrganismRefusals.BEGINNING);
            int prompt = model.tokenizer().encode(asked).length;
            float[] logs = model.pass(
                    TokenBatch.of(List.of(all)),
                    LogitsAt.ALL,
                    List.of(),
                    logits -> logits.logSoftmax(-1).toFloatArray());
            int words = logs.length / all.length;
            double sum = 0;
            for (int k = prompt; k < all.length; k++) {
                sum += logs[(k - 1) * words + all[k]];
            }
            assertThat(Math.log(found[i])).isCloseTo(sum, within(1e-3));
        }
        assertThat(found[0]).isNotEqualTo(found[1]);
    }
}
