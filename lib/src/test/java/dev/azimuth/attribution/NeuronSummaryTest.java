package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class NeuronSummaryTest {
    private static final Prompts TEXTS = new Prompts("texts", List.of("the red cat", "a dog <b>", "xyz"));

    private final HookedTransformer model = TinyModel.open();

    @Test
    void findsTheTokensOnWhichItIsMostActive() {
        NeuronSummary summary = NeuronSummary.of(model, 1, 7, TEXTS);
        double best = 0;
        for (String text : TEXTS.texts()) {
            HostArray post =
                    model.runWithCache(text, HookName.mlpPost(1)).cache().host(HookName.mlpPost(1));
            for (int token = 1; token < text.length(); token++) {
                double value = post.at(0, token, 7);
                best = Math.abs(value) > Math.abs(best) ? value : best;
            }
        }
        assertThat(summary.table().doubleColumn("activation").get(0)).isCloseTo(best, within(1e-5));
        assertThat(summary.table().rowCount()).isEqualTo(3);
        String token = summary.table().stringColumn("token").get(0);
        assertThat(summary.table().stringColumn("in").get(0)).contains("⟦" + token + "⟧");
        assertThat(summary.shareAboveZero()).isBetween(0.05, 0.95);
        assertThat(summary.promoted()).isNotEqualTo(summary.suppressed()).startsWith("'");
        assertThat(summary.contexts(3).toHtml())
                .contains("activation of neuron 1.7", "&lt;")
                .doesNotContain("<b>");
        assertThat(summary.contexts(2)).hasToString("StackedViews[2 views]");
    }

    @Test
    void stopsAndSaysWhatItNeeds() {
        HookedTransformer stopping = model.with(Intervention.at(HookPoint.RESID_MID, x -> {
            Thread.currentThread().interrupt();
            return x;
        }));
        assertThatThrownBy(() -> NeuronSummary.of(stopping, 1, 7, TEXTS))
                .isInstanceOf(CancellationException.class)
                .hasMessageStartingWith("Stopped while reading neuron 1.7, after 1 of ");
        assertThatThrownBy(() -> NeuronSummary.of(model, 1, 7, new Prompts("short", List.of("a"))))
                .hasMessage("Every text of short is one token, of which nothing is read. Give longer ones.");
        assertThatThrownBy(() -> NeuronSummary.of(model, 1, 80, TEXTS)).hasMessageContaining("There is no neuron 80");
        assertThatThrownBy(() -> NeuronSummary.of(model, 9, 7, TEXTS))
                .hasMessageContaining("neuron 7 acts nowhere in this llama model: it has the layers 0 to 2");
    }
}
