package dev.azimuth.attribution;

import static dev.azimuth.model.LogitDifference.logitDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitDifference;
import dev.azimuth.model.Run;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttributionPatchingTest {
    private static final String CLEAN = "the red cat";
    private static final String CORRUPTED = "the old dog";
    private static final LogitDifference OBJECTIVE = logitDifference("a", "q");

    private final HookedTransformer model = TinyModel.open();

    @ParameterizedTest
    @EnumSource(
            value = HookPoint.class,
            names = {"RESID_PRE", "ATTN_OUT", "MLP_OUT", "Z", "MLP_POST"})
    void isTheSlopeOfPatchingForReal(HookPoint point) {
        AttributionPatching patching = AttributionPatching.of(model, OBJECTIVE, CLEAN, CORRUPTED, point);
        for (int layer = 0; layer < model.config().nLayers(); layer++) {
            for (int position : new int[] {0, 6, 10}) {
                double up = patched(point.at(layer), position, 0.01f);
                double down = patched(point.at(layer), position, -0.01f);
                assertThat(patching.effects()[layer][position])
                        .as(point + " in layer " + layer + " at " + position)
                        .isCloseTo((up - down) / 0.02, within(2e-3));
            }
        }
    }

    /** The difference of logits when the corrupted activation has gone {@code share} of the way to the clean one. */
    private double patched(HookName name, int position, float share) {
        HostArray clean = model.runWithCache(CLEAN, name).cache().host(name);
        float[] values = clean.toIndArray().data().asFloat();
        int width = values.length / (int) clean.shape()[1];
        Intervention patch = Intervention.at(name, x -> {
            float[] mixed = x.toFloatArray();
            for (int i = position * width; i < (position + 1) * width; i++) {
                mixed[i] += share * (values[i] - mixed[i]);
            }
            return x.getManager().create(mixed).reshape(x.getShape());
        });
        Run run = model.runWithHooks(CORRUPTED, patch);
        float[] logits = run.hostLogits().row(0, CORRUPTED.length() - 1);
        return (double) logits[3 + 'a'] - logits[3 + 'q'];
    }

    @Test
    void whatBothTextsShareHasNoEffectBeforeTheyDiffer() {
        double[][] effects = AttributionPatching.of(model, OBJECTIVE, CLEAN, CORRUPTED, HookPoint.RESID_PRE)
                .effects();
        assertThat(effects[2][0]).isCloseTo(0, within(1e-5));
        assertThat(Math.abs(effects[0][4])).isGreaterThan(1e-3);
    }

    @Test
    void showsItselfAndSaysWhatItNeeds() {
        AttributionPatching patching = AttributionPatching.of(model, OBJECTIVE, CLEAN, CORRUPTED, HookPoint.RESID_PRE);
        assertThat(patching.table().rowCount()).isEqualTo(3 * CLEAN.length());
        assertThat(patching)
                .hasToString(
                        "AttributionPatching of hook_resid_pre for the logit of 'a' less 'q': 3 layers, 11 tokens");
        assertThat(patching.plot().toString()).isNotEmpty();
        assertThatThrownBy(() -> AttributionPatching.of(model, OBJECTIVE, "ab", "abc", HookPoint.RESID_PRE))
                .hasMessage(
                        "The clean text has 2 tokens, [a, b], the corrupted one 3, [a, b, c]. Choose words that give"
                                + " both as many.");
        assertThatThrownBy(() -> AttributionPatching.of(model, OBJECTIVE, CLEAN, CORRUPTED, HookPoint.PATTERN))
                .hasMessageContaining("not attn.hook_pattern");
    }
}
