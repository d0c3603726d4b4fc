package dev.azimuth.attribution;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.mlpOut;
import static dev.azimuth.hook.HookName.pattern;
import static dev.azimuth.hook.HookName.residMid;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.hook.HookName.result;
import static dev.azimuth.hook.HookName.z;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.testing.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationPatchingTest {
    private static final PromptPair PAIR =
            PromptPair.of("the red cat", "the old dog").answers("a", "q");
    private static final PatchingMetric DIFFERENCE = PatchingMetric.logitDifference();

    private final HookedTransformer model = TinyModel.open();
    private final ActivationPatching patching =
            ActivationPatching.on(model).of(PAIR).metrics(DIFFERENCE);
    private final Expected expected = Expected.of("/families/llama/patching.safetensors");

    @ParameterizedTest
    @EnumSource(
            value = HookPoint.class,
            names = {"RESID_PRE", "RESID_MID", "ATTN_OUT", "MLP_OUT", "Z", "PATTERN"})
    void agreesWithTransformerLens(HookPoint point) {
        assertAgrees(patching.at(point).sweep().effects(point), point.suffix());
    }

    @Test
    void headsTokenByTokenAgreeWithTransformerLens() {
        double[][] effects = patching.at(z()).headsByPosition().sweep().effects(z());
        float[] wanted = expected.floats("attn.hook_z by position"); // [layer, position, head]
        double base = expected.floats("corrupted")[0];
        int tokens = effects[0].length;
        for (int row = 0; row < effects.length; row++) {
            for (int token = 0; token < tokens; token++) {
                assertThat(effects[row][token] + base)
                        .isCloseTo(wanted[(row / 4 * tokens + token) * 4 + row % 4], within(1e-4));
            }
        }
    }

    private void assertAgrees(double[][] effects, String name) {
        float[][] wanted = expected.rows(name);
        double base = expected.floats("corrupted")[0];
        for (int row = 0; row < wanted.length; row++) {
            assertThat(effects[row]).hasSameSizeAs(wanted[row]);
            for (int column = 0; column < wanted[row].length; column++) {
                assertThat(effects[row][column] + base)
                        .as(name + " " + row + ", " + column)
                        .isCloseTo(wanted[row][column], within(1e-4));
            }
        }
    }

    @Test
    void aHeadsResultIsItsZ() {
        PatchingSweep sweep = patching.at(z(), result()).layers(1).sweep();
        for (int head = 0; head < 4; head++) {
            assertThat(sweep.headEffect(z(1), head).value())
                    .isCloseTo(sweep.headEffect(result(1), head).value(), within(1e-5));
        }
        assertThat(sweep.headEffect(z(1), 0).value()).isNotCloseTo(0, within(1e-4));
    }

    /** All of the last residual stream's last token is all there is; whichever way it is patched. */
    @Test
    void theLastTokenOfTheLastStreamCarriesEverything() {
        PatchingMetric recovery = PatchingMetric.recovery();
        PatchingMetric kl = PatchingMetric.klToClean();
        PatchingMetric probability = PatchingMetric.probability();
        ActivationPatching at =
                ActivationPatching.on(model).of(PAIR).at(residPost()).metrics(recovery, kl, probability);
        PatchCell end = new PatchCell(residPost(2), PatchCell.ALL, 10);
        PatchingSweep denoised = at.sweep();
        PatchingSweep noised = at.noising().sweep();
        assertThat(denoised.effect(end, recovery).value()).isCloseTo(1, within(1e-4));
        assertThat(noised.effect(end, recovery).value()).isCloseTo(-1, within(1e-4));
        double divergence = noised.effect(end, kl).value();
        assertThat(divergence).isGreaterThan(1e-3);
        assertThat(denoised.effect(end, kl).value()).isCloseTo(-divergence, within(1e-5));
        assertThat(denoised.effect(end, probability).value())
                .isCloseTo(-noised.effect(end, probability).value(), within(1e-6));
    }

    @Test
    void whatBothTextsShareIsNotRun() {
        List<Integer> batches = new ArrayList<>();
        HookedTransformer counting = model.with(Intervention.at(residPre(0), x -> {
            batches.add((int) x.getShape().get(0));
            return x;
        }));
        PatchingSweep sweep = ActivationPatching.on(counting)
                .of(PAIR)
                .at(residPre(), attnOut())
                .sweep();
        assertThat(batches).containsExactly(2, 42); // 7 of 11 tokens in 3 layers and 2 streams
        assertThat(sweep.effect(residPre(2), 3).value()).isZero();
        assertThat(sweep.cells()).hasSize(66);
    }

    @Test
    void severalPairsHaveAnInterval() {
        PromptPair other = PromptPair.of("the big cat", "the sad dog").answers("b", "r");
        PatchingSweep both = patching.of(PAIR, other).at(mlpOut(), z()).sweep();
        double first = patching.at(mlpOut()).sweep().effect(mlpOut(1), 10).value();
        double second =
                patching.of(other).at(mlpOut()).sweep().effect(mlpOut(1), 10).value();
        assertThat(both.effect(mlpOut(1), 10).value()).isCloseTo((first + second) / 2, within(1e-5));
        assertThat(both.effect(mlpOut(1), 10).low()).isCloseTo(Math.min(first, second), within(1e-5));
        assertThat(both.effect(mlpOut(1), 10).n()).isEqualTo(2);
        assertThat(both.table().columnNames())
                .containsExactly(
                        "activation",
                        "layer",
                        "head",
                        "position",
                        "token",
                        "change of the logit difference",
                        "low, logit difference",
                        "high, logit difference");
        assertThat(both.plot(z()).toString()).isNotEmpty();
        assertThat(both.plot().toHtml()).contains("95 %");
        assertThat(both)
                .hasToString(
                        "PatchingSweep of 45 patches, clean into corrupted, by [logit difference] on 2" + " pairs");
    }

    @Test
    void stopsWithinALayerAndLeavesTheModelAsItWas() {
        float[] before =
                model.run("the red cat").hostLogits().toIndArray().data().asFloat();
        List<Integer> layers = new ArrayList<>();
        HookedTransformer stopping = model.with(Intervention.at(HookPoint.RESID_MID, x -> {
            layers.add(layers.size());
            if (layers.size() == 3 + 2) {
                Thread.currentThread().interrupt();
            }
            return x;
        }));
        assertThatThrownBy(() -> ActivationPatching.on(stopping).of(PAIR).sweep())
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while patching activations, after 1 of 1.");
        assertThat(layers).hasSize(5);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(model.run("the red cat").hostLogits().toIndArray().data().asFloat())
                .isEqualTo(before);
        assertThat(model.interventions()).isEmpty();
    }

    @Test
    void unnamedAnswersAreTheLikeliest() {
        PromptPair unnamed = PromptPair.of("the red cat", "the old dog");
        EncodedPair encoded =
                EncodedPair.of(List.of(unnamed), model.tokenizer()).get(0);
        PairBaseline baseline =
                PatchSources.of(model, encoded, residMid(), false).baseline();
        assertThat(model.tokenizer().token(baseline.answer()))
                .isEqualTo(model.nextTokens("the red cat", 1).stringColumn(0).get(0));
        assertThat(model.tokenizer().token(baseline.wrong()))
                .isEqualTo(model.nextTokens("the old dog", 1).stringColumn(0).get(0));
        assertThatThrownBy(() -> patching.of("ab", "ab").sweep())
                .hasMessageContaining("lead to the same token")
                .hasMessageContaining("Name two by PromptPair.of(clean, corrupted).answers(answer, wrong).");
    }

    @Test
    void saysWhatItNeeds() {
        assertThat(ActivationPatching.on(model).of(PAIR).at(z(), pattern()).noising())
                .hasToString("ActivationPatching on " + model.name() + ": 1 pair of prompts at attn.hook_z,"
                        + " attn.hook_pattern in 3 layers, by recovery, corrupted into clean");
        assertThatThrownBy(() -> patching.of("ab", "abc").sweep())
                .hasMessage(
                        "The clean text has 2 tokens, [a, b], the corrupted one 3, [a, b, c]. Choose words that give"
                                + " both as many.");
        assertThatThrownBy(() -> patching.of(PAIR, PromptPair.of("ab", "ac")).sweep())
                .hasMessageStartingWith("The clean text of pair 0 has 11 tokens, [t, h, e,")
                .hasMessageEndingWith(", that of pair 1 2, [a, b]. Choose words that give both as many.");
        assertThatThrownBy(() -> patching.of(List.of()).sweep())
                .hasMessage("No pair of prompts was given. Name one by of(clean, corrupted).");
        assertThatThrownBy(() -> patching.at(HookPoint.EMBED)).hasMessageContaining("not hook_embed");
        assertThatThrownBy(() -> patching.layers(3)).hasMessage("There is no layer 3 in this model, which has 0 to 2.");
        assertThatThrownBy(() -> patching.of(PAIR.answers("ab", "c")).sweep())
                .hasMessage("'ab' is 2 tokens, [a, b], but must be one. Take one of them; most words begin with a"
                        + " space.");
        PatchingSweep sweep = patching.at(residPre()).layers(0).sweep();
        assertThatThrownBy(() -> sweep.plot(z()))
                .hasMessage("Nothing was patched at attn.hook_z. Patched: [hook_resid_pre].");
        assertThatThrownBy(() -> sweep.effect(sweep.cells().get(0), PatchingMetric.klToClean()))
                .hasMessageStartingWith("The sweep was not measured by KL to the clean run");
        assertThatThrownBy(() -> patching.of(PromptPair.of("ab", "ab").answers("a", "b"))
                        .metrics(PatchingMetric.recovery())
                        .at(z())
                        .sweep())
                .hasMessageStartingWith("The recovery is not defined");
    }
}
