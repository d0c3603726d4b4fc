package dev.azimuth.model;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.hook;
import static dev.azimuth.hook.HookName.mlpOut;
import static dev.azimuth.hook.HookName.mlpPost;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.model.LogitDifference.logit;
import static dev.azimuth.model.LogitDifference.logitDifference;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.azimuth.family.WeightName;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.Hook;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.testing.Expected;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferentiationTest {
    private static final String TEXT = "two words";

    private final HookedTransformer model = TinyModel.open();

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma2", "gpt_neox"})
    void agreesWithPyTorch(String family) {
        Expected expected = Expected.of("/families/" + family + "/gradients.safetensors");
        WeightName embed = WeightName.of(WeightName.Kind.EMBED);
        WeightName down = WeightName.of(WeightName.Kind.DOWN, 1);
        Gradients found = TinyModel.open(family)
                .gradientOf(Objective.ofLogits(logits -> logits.get("0, -1, 7").sub(logits.get("0, -1, 12"))))
                .by(residPre())
                .by(embed, down)
                .on(TokenBatch.of(List.of(expected.integers("input_ids"))));

        assertThat(found.value()).isCloseTo(expected.floats("value")[0], within(1e-5f));
        for (HookName name : found.byActivation().names()) {
            assertThatTensor(found.byActivation().get(name).data().asFloat())
                    .as(name.toString())
                    .isCloseTo(expected.floats(name.toString()), 1e-5);
        }
        assertThatTensor(found.by(embed).data().asFloat()).isCloseTo(expected.floats("embed"), 1e-5);
        assertThatTensor(found.by(down).data().asFloat()).isCloseTo(expected.floats("down"), 1e-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma3", "olmo2", "phi", "qwen3_moe", "mixtral", "starcoder2"})
    void agreesWithDifferencesAtEveryHookPoint(String family) {
        HookedTransformer each = TinyModel.open(family);
        LogitDifference objective = logitDifference("a", "q");
        List<HookName> names = each.hookNames().stream()
                .filter(name -> !name.point().isOnRequest())
                // Of the last norm only the last position is computed, of which the pass with the difference knows
                // nothing.
                .filter(name -> !name.toString().startsWith("ln_final"))
                .toList();
        Gradients found = each.gradientOf(objective).by(names::contains).on(TEXT);
        assertThat(found.byActivation().names()).containsExactlyElementsOf(names);
        for (HookName name : names) {
            float[] gradient = found.byActivation().get(name).data().asFloat();
            double slope = 0; // along its own gradient a number rises by the gradient's squared length
            for (float g : gradient) {
                slope += g * g;
            }
            float step = (float) Math.min(2e-3 / slope, 1e-2 / Math.sqrt(slope));
            double up = valueWith(each, name, gradient, step);
            double down = valueWith(each, name, gradient, -step);
            assertThat((up - down) / (2 * step))
                    .as(family + " " + name)
                    .isCloseTo(slope, within(0.02 * slope + 2e-6 / step));
        }
    }

    private static double valueWith(HookedTransformer model, HookName name, float[] direction, float step) {
        Intervention shift = Intervention.at(
                name, x -> x.add(x.getManager().create(direction).mul(step).reshape(x.getShape())));
        Run run = model.runWithHooks(TEXT, shift);
        int last = (int) run.hostLogits().shape()[1] - 1;
        float[] logits = run.hostLogits().row(0, last);
        return (double) logits[3 + 'a'] - logits[3 + 'q'];
    }

    @Test
    void ofSeveralTextsEachHasItsOwn() {
        Differentiation asked = model.gradientOf(logit("a")).by(residPost(1));
        Gradients both = asked.on(List.of(TEXT, "one"));
        float[] alone = asked.on("one").byActivation().host(residPost(1)).row(0, 2);
        int last = TEXT.length() - 1;
        assertThatTensor(both.byActivation().host(residPost(1)).row(1, last)).isCloseTo(alone, 1e-4);
    }

    @Test
    void anActivationCanBeDifferentiatedAsWell() {
        Gradients found = model.gradientOf(Objective.of(attnOut(1), x -> x.get("0, -1, 5")))
                .by(residPre(1), mlpPost(0), residPost(2))
                .on(TEXT);
        ActivationCache cache = model.runWithCache(TEXT, attnOut(1)).cache();
        assertThat(found.value()).isCloseTo(cache.host(attnOut(1)).at(0, TEXT.length() - 1, 5), within(1e-5f));
        assertThat(found.byActivation().get(residPre(1)).norm2Number().doubleValue())
                .isPositive();
        assertThat(found.byActivation().get(mlpPost(0)).norm2Number().doubleValue())
                .isPositive();
        assertThat(found.byActivation().get(residPost(2)).norm2Number().doubleValue())
                .as("what comes later has no influence")
                .isZero();
        assertThat(found.activations().names()).isEqualTo(found.byActivation().names());
    }

    @Test
    void ofNothingButWhatComesLaterTheGradientIsZero() {
        Gradients found = model.gradientOf(Objective.of(attnOut(1), x -> x.get("0, -1, 5")))
                .by(residPost(2))
                .on(TEXT);
        assertThat(found.byActivation().get(residPost(2)).norm2Number().doubleValue())
                .isZero();
    }

    @Test
    void anObjectiveAtAPlaceThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> model.gradientOf(Objective.of(attnOut(9), x -> x.sum())))
                .hasMessageStartingWith("What is to be differentiated is computed from blocks.9.hook_attn_out, which is"
                        + " nowhere in this llama model");
    }

    @Test
    void interventionsAreDifferentiatedThrough() {
        HookedTransformer halved = model.with(Intervention.at(residPost(2), x -> x.mul(0)));
        Gradients found = halved.gradientOf(logit("a")).by(residPre(1)).on(TEXT);
        assertThat(found.byActivation().get(residPre(1)).norm2Number().doubleValue())
                .isZero();
    }

    @Test
    void leavesTheThreadAndTheWeightsAsTheyWere() {
        boolean before = JniUtils.isGradMode();
        float[] logits = model.run(TEXT).logits().data().asFloat();
        WeightName down = WeightName.of(WeightName.Kind.DOWN, 0);
        model.gradientOf(logit("a")).by(residPre()).by(down).on(TEXT);
        assertThatThrownBy(() -> model.with(Intervention.at(residPre(1), x -> {
                            throw new IllegalStateException("stop");
                        }))
                        .gradientOf(logit("a"))
                        .by(residPre())
                        .on(TEXT))
                .hasMessage("stop");
        assertThat(JniUtils.isGradMode()).isEqualTo(before);
        assertThat(model.weights().<Boolean>read(down, NDArray::hasGradient)).isFalse();
        assertThat(model.run(TEXT).logits().data().asFloat()).isEqualTo(logits);
    }

    @Test
    void anExceptionAtAnyHookPointLeavesNothingBehind() {
        boolean before = JniUtils.isGradMode();
        Differentiation asked = model.gradientOf(logit("a")).by(residPre(1));
        float[] gradient = asked.on(TEXT).byActivation().get(residPre(1)).data().asFloat();
        for (HookName name : model.hookNames()) {
            Intervention throwing = Intervention.at(name, x -> {
                throw new IllegalStateException("thrown at " + name);
            });
            assertThatThrownBy(() -> model.with(throwing)
                            .gradientOf(logit("a"))
                            .by(residPre(1))
                            .on(TEXT))
                    .hasMessage("thrown at " + name);
            assertThat(JniUtils.isGradMode()).isEqualTo(before);
        }
        assertThat(asked.on(TEXT).byActivation().get(residPre(1)).data().asFloat())
                .isEqualTo(gradient);
    }

    /** A gradient goes through what an edit leaves as it was, and not through what it puts in. */
    @Test
    void editsAreDifferentiatedThrough() {
        Intervention edit =
                Hook.at(residPost(0)).positions(Positions.at(3)).neurons(0, 1).replace(new float[] {1, 2});
        Gradients found = model.with(edit).gradientOf(logit("a")).by(mlpOut(0)).on(TEXT);
        float[] row = found.byActivation().host(mlpOut(0)).row(0, 3);
        for (int neuron = 0; neuron < row.length; neuron++) {
            assertThat(row[neuron] == 0).isEqualTo(neuron < 2);
        }
        assertThat(found.byActivation().host(mlpOut(0)).row(0, 4)).doesNotContain(0);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> model.gradientOf(logit("a")).on(TEXT))
                .hasMessage(
                        "Nothing to differentiate logit of 'a' by was named. Add by(residPost()), or another place or"
                                + " weight.");
        assertThatThrownBy(() -> model.gradientOf(Objective.ofLogits(x -> x))
                        .by(residPre())
                        .on("ab"))
                .hasMessageStartingWith(
                        "Only a number can be differentiated, but a function of unembed.hook_out has the"
                                + " shape (1, 2, ");
        assertThatThrownBy(() -> model.gradientOf(logit("ab")).by(residPre()).on(TEXT))
                .hasMessage("'ab' is 2 tokens, [a, b], but a logit is of one. Take one of them; most words begin with a"
                        + " space.");
        assertThatThrownBy(() -> model.gradientOf(logit("a")).by(hook("blocks.9.hook_resid_pre")))
                .hasMessageContaining("nowhere in this llama model");
        assertThatThrownBy(() -> model.in(Precision.BFLOAT16)
                        .gradientOf(logit("a"))
                        .by(residPre())
                        .on(TEXT))
                .hasMessageContaining("are in BFLOAT16")
                .hasMessageContaining("Use model.in(FLOAT32).");
        Gradients none = model.gradientOf(logit("a")).by(residPre()).on(TEXT);
        assertThatThrownBy(() -> none.by(WeightName.of(WeightName.Kind.EMBED)))
                .hasMessageStartingWith("No derivative by embed");
    }
}
