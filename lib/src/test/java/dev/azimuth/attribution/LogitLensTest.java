package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import org.junit.jupiter.api.Test;

class LogitLensTest {
    @Test
    void theLastLayerSaysWhatTheModelSays() {
        HookedTransformer model = TinyModel.open();
        LogitLens lens = LogitLens.of(model, "some text");
        assertThat(lens.likeliest()).hasSize(3).allMatch(row -> row.size() == 9);
        String next = model.nextTokens("some text", 1).stringColumn(0).get(0);
        assertThat(lens.likeliest().get(2).get(8)).isEqualTo(next);
        assertThat(lens.toHtml()).contains("<img", "lens: the next token, read after each layer");
        assertThat(lens).hasToString("LogitLens of 9 tokens in 3 layers");
    }
}
