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
import java.util.Arrays;
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
                        "AttributionPatching of 33 patches, clean into corrupted, for the [logit of 'a' less 'q']");
        assertThat(patching.plot().toString()).isNotEmpty();
        assertThatThrownBy(() -> AttributionPatching.of(model, OBJECTIVE, "ab", "abc", HookPoint.RESID_PRE))
                .hasMessage(
                        "The clean text has 2 tokens, [a, b], the corrupted one 3, [a, b, c]. Choose words that give"
                                + " both as many.");
        assertThatThrownBy(() -> AttributionPatching.of(model, OBJECTIVE, CLEAN, CORRUPTED, HookPoint.EMBED))
                .hasMessageContaining("not hook_embed");
    }

    @Test
    void ofHeadsAndSeveralMetricsIsTheSlopeToo() {
        ActivationPatching patching = ActivationPatching.on(model)
                .of(PromptPair.of(CLEAN, CORRUPTED).answers("a", "q"))
                .at(HookPoint.Z)
                .metrics(PatchingMetric.logitDifference(), PatchingMetric.klToClean());
        double[][] together = patching.attribution().effects();
        double[][] byToken = patching.headsByPosition().attribution().effects();
        double[][] allHeads = AttributionPatching.of(model, OBJECTIVE, CLEAN, CORRUPTED, HookPoint.Z)
                .effects();
        for (int layer = 0; layer < 3; layer++) {
            assertThat(Arrays.stream(together[layer]).sum())
                    .isCloseTo(Arrays.stream(allHeads[layer]).sum(), within(1e-5));
            double token10 = byToken[4 * layer][10]
                    + byToken[4 * layer + 1][10]
                    + byToken[4 * layer + 2][10]
                    + byToken[4 * layer + 3][10];
            assertThat(token10).isCloseTo(allHeads[layer][10], within(1e-5));
        }
    }

    @Test
    void theAgreementIsTheCorrelationOverPatchesThatCanDoSomething() {
        ActivationPatching patching = ActivationPatching.on(model)
                .of(PromptPair.of(CLEAN, CORRUPTED).answers("a", "q"))
                .at(HookPoint.ATTN_OUT, HookPoint.Z)
                .metrics(PatchingMetric.logitDifference());
        PatchingSweep sweep = patching.sweep();
        AttributionPatching estimate = patching.attribution();
        PatchingAgreement agreement = sweep.agreementWith(estimate);
        assertThat(agreement.correlations()).hasSize(2);
        PatchingAgreement.Correlation streams = agreement.correlations().get(0);
        assertThat(streams.patches()).isEqualTo(3 * 7); // both begin with the same four tokens
        double[] measured = fromTheFifthTokenOn(sweep.effects(HookPoint.ATTN_OUT));
        double[] estimated = fromTheFifthTokenOn(estimate.effects());
        assertThat(streams.linear().value()).isCloseTo(correlation(measured, estimated), within(1e-9));
        assertThat(streams.rank().value()).isCloseTo(correlation(ranks(measured), ranks(estimated)), within(1e-9));
        assertThat(streams.linear().low()).isLessThan(streams.linear().value());
        assertThat(agreement.plot().toHtml()).contains("layer 1, head 2");
        assertThat(agreement.table().rowCount()).isEqualTo(2);
        PatchingSweep other = patching.noising().sweep();
        assertThatThrownBy(() -> other.agreementWith(patching.attribution()))
                .hasMessageStartingWith("The estimate is of another sweep")
                .hasMessageEndingWith("End the same ActivationPatching by sweep() and by attribution().");
    }

    private static double[] fromTheFifthTokenOn(double[][] effects) {
        return Arrays.stream(effects)
                .flatMapToDouble(row -> Arrays.stream(row).skip(4))
                .toArray();
    }

    /** Those that are equal share their ranks' mean. */
    private static double[] ranks(double[] values) {
        return Arrays.stream(values)
                .map(each -> Arrays.stream(values)
                        .map(other -> other < each ? 1 : other == each ? 0.5 : 0)
                        .sum())
                .toArray();
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xy / Math.sqrt(xx * yy);
    }
}
