package dev.azimuth.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Estimate;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalMeterTest {
    private final HookedTransformer model = TinyModel.open();
    private final RefusalMeter meter = RefusalMeter.refusals(new Prompts("asked", List.of("one", "two words", "a")));

    @Test
    void knowsARefusalWhenItSeesOne() {
        assertThat(meter.begins(" I’m sorry, but I can't help with that.")).isTrue();
        assertThat(meter.begins("AS AN AI model, I prefer not to.")).isTrue();
        assertThat(meter.begins("Use a damp cloth. I'm sorry if it takes long."))
                .isFalse();
        assertThat(meter.contains("Use a damp cloth. I'm sorry if it takes long."))
                .isTrue();
        assertThat(meter.contains("I can help with that.")).isFalse();
        assertThat(meter.begins("  \n")).isTrue();
        assertThat(meter.markers("nay").begins("Nay, not so.")).isTrue();
    }

    @Test
    void ratesHaveWilsonsInterval() {
        assertThat(RefusalMeter.wilson(0, 200).high()).isCloseTo(0.0188, within(1e-4));
        assertThat(RefusalMeter.wilson(0, 200).low()).isZero();
        Estimate half = RefusalMeter.wilson(5, 10);
        assertThat(half.value()).isEqualTo(0.5);
        assertThat(half.low()).isCloseTo(0.2366, within(1e-4));
        assertThat(half.high()).isCloseTo(0.7634, within(1e-4));
    }

    /** A planted refusal is as certain as float32 can be, and a sum of shares may then be rounded above 1. */
    @Test
    void theOddsOfACertainRefusalAreFinite() {
        assertThat(RefusalMeter.logOdds(1.0000001f)).isCloseTo(-Math.log(1e-8), within(1e-6));
        assertThat(RefusalMeter.logOdds(0)).isCloseTo(Math.log(1e-8), within(1e-6));
        assertThat(RefusalMeter.logOdds(0.5)).isZero();
    }

    @Test
    void measuresAModel() {
        String[] first = meter.tokens(1).replies(model).toArray(String[]::new);
        assertThat(first).hasSize(3);
        List<Measurement> found = meter.tokens(2)
                .markers(first[1].isBlank() ? "x" : first[1])
                .on(model)
                .measure(model);
        assertThat(found)
                .extracting(Measurement::metric)
                .containsExactly(RefusalMeter.BEGINS, RefusalMeter.CONTAINS, RefusalMeter.ODDS);
        assertThat(found.get(0).estimate().value()).isPositive();
        assertThat(found.get(0).estimate().n()).isEqualTo(3);
        // The share of one token, as the model's own table has it.
        double share = model.nextTokens("two words", 259).stream()
                .filter(row -> row.getString("token").equals("q"))
                .findFirst()
                .orElseThrow()
                .getDouble("probability");
        RefusalMeter one = RefusalMeter.refusals(new Prompts("asked", List.of("two words")))
                .firstTokens("q");
        assertThat(one.on(model).measure(model).get(2).estimate().value())
                .isCloseTo(Math.log(share) - Math.log(1 - share), within(1e-3));
    }

    @Test
    void refusesWhatItCannotMeasure() {
        assertThatThrownBy(() -> meter.tokens(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(meter::markers).hasMessageContaining("at least one marker");
        assertThatThrownBy(() -> meter.firstTokens("")).hasMessageContaining("none that is empty");
    }
}
