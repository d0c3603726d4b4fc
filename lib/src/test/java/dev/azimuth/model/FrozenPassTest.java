package dev.azimuth.model;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.WeightName;
import dev.azimuth.hook.Hook;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Vectors;
import dev.azimuth.testing.RandomRows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenPassTest {
    private static final int[] PROMPTS = {4, 7};
    private static final TokenBatch TEXTS = TokenBatch.answered(
            List.of(new int[] {5, 9, 31, 17, 8, 44}, new int[] {3, 40, 41, 42, 60, 11, 12, 13, 70}), PROMPTS);

    /** Adds a learned vector after a block, at the last token of the prompt. */
    private static List<Intervention> hooks(int layer, List<NDArray> leaves) {
        return List.of(new Intervention() {
            @Override
            public HookFilter where() {
                return residPost(layer);
            }

            @Override
            public NDArray apply(NDArray h, HookSite site) {
                return Positions.last().choose(h, h.add(leaves.get(0)), site);
            }
        });
    }

    private static LossGradient differentiate(HookedTransformer model, int act, int layer, int... unchanged) {
        Variable added = Variable.of(
                "added",
                1,
                model.config().dModel(),
                RandomRows.normal(1, model.config().dModel(), 3)[0]);
        try (FrozenPass pass = FrozenPass.of(model, TEXTS, layer, unchanged)) {
            LossGradient found = pass.differentiate(
                    List.of(added),
                    leaves -> hooks(act, leaves),
                    new LogitsAt(2),
                    logits -> logits.logSoftmax(-1).get(":, :, 20").sum());
            double plain = pass.loss(
                    List.of(),
                    new LogitsAt(2),
                    logits -> logits.logSoftmax(-1).get(":, :, 20").sum());
            assertThat(plain).isNotCloseTo(found.loss(), within(1e-3));
            return found;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma2", "gpt2", "phi", "mixtral"})
    void whatIsReadBeforehandChangesNothing(String family) {
        HookedTransformer model = TinyModel.open(family);
        int act = model.config().nLayers() - 2; // what acts after the last block is felt at its own token alone
        LossGradient whole = differentiate(model, act, 0, 0, 0);
        LossGradient rest = differentiate(model, act, act, 3, 6);
        assertThat(rest.loss()).isCloseTo(whole.loss(), within(1e-4));
        assertThatTensor(rest.gradients().get(0)).isCloseTo(whole.gradients().get(0), 1e-4);
        assertThat(Vectors.norm(whole.gradients().get(0))).isGreaterThan(1e-3);
    }

    @Test
    void aGradientIsTheSlopeOfTheLoss() {
        HookedTransformer model = TinyModel.open();
        Variable added = Variable.of("added", 1, 48, RandomRows.normal(1, 48, 3)[0]);
        try (FrozenPass pass = FrozenPass.of(model, TEXTS, 1, new int[] {3, 6})) {
            LossGradient at = step(pass, added);
            float[] g = at.gradients().get(0);
            double slope = 0;
            for (float each : g) {
                slope += each * each;
            }
            double width = 2e-2 / slope;
            for (int i = 0; i < 48; i++) {
                added.values()[i] += (float) (width * g[i]);
            }
            double up = step(pass, added).loss();
            for (int i = 0; i < 48; i++) {
                added.values()[i] -= (float) (2 * width * g[i]);
            }
            assertThat((up - step(pass, added).loss()) / (2 * width)).isCloseTo(slope, within(0.02 * slope));
        }
    }

    @Test
    void aGradientByAWeightIsTheSlopeOfTheLoss() {
        HookedTransformer model = TinyModel.open();
        Variable change = Variable.of("change", 48, 48, new float[48 * 48]);
        try (FrozenPass pass = FrozenPass.of(model, TEXTS, 1, new int[] {0, 0})) {
            LossGradient at = weightStep(pass, change);
            float[] g = at.gradients().get(0);
            double slope = Math.pow(Vectors.norm(g), 2);
            double width = 2e-2 / slope;
            for (int i = 0; i < g.length; i++) {
                change.values()[i] = (float) (width * g[i]);
            }
            double up = weightStep(pass, change).loss();
            for (int i = 0; i < g.length; i++) {
                change.values()[i] = (float) (-width * g[i]);
            }
            assertThat((up - weightStep(pass, change).loss()) / (2 * width)).isCloseTo(slope, within(0.02 * slope));
            assertThat(at.loss())
                    .isCloseTo(
                            pass.loss(
                                    List.of(), new LogitsAt(2), x -> x.square().sum()),
                            within(1e-2));
        }
    }

    private static LossGradient weightStep(FrozenPass pass, Variable change) {
        return pass.differentiateWeights(
                List.of(change),
                List.of(WeightName.of(WeightName.Kind.QUERY, 1)),
                (name, weight, leaves) -> leaves.get(0).add(weight),
                new LogitsAt(2),
                logits -> logits.square().sum());
    }

    private static LossGradient step(FrozenPass pass, Variable added) {
        return pass.differentiate(
                List.of(added),
                leaves -> hooks(1, leaves),
                new LogitsAt(2),
                logits -> logits.square().sum());
    }

    /** Masks and factors are made of Java's memory inside a block, and are read again on the way back. */
    @Test
    void theGraphOutlivesAGarbageCollection() {
        List<ByteBuffer> overwrite = new ArrayList<>();
        Variable added = Variable.of("added", 1, 48, RandomRows.normal(1, 48, 3)[0]);
        try (FrozenPass pass = FrozenPass.of(TinyModel.open(), TEXTS, 1, new int[] {3, 6})) {
            float[] expected = step(pass, added).gradients().get(0);
            LossGradient collected =
                    pass.differentiate(List.of(added), leaves -> hooks(1, leaves), new LogitsAt(2), logits -> {
                        NDArray loss = logits.square().sum();
                        for (int i = 0; i < 3; i++) {
                            System.gc();
                            LockSupport.parkNanos(50_000_000);
                        }
                        overwrite.addAll(IntStream.range(0, 20_000)
                                .mapToObj(i -> ByteBuffer.allocateDirect(4 + 4 * (i % 8))
                                        .putInt(0, -1)) // NaN
                                .toList());
                        return loss;
                    });
            assertThat(overwrite).hasSize(20_000); // still there
            assertThat(collected.gradients().get(0)).containsExactly(expected);
        }
    }

    @Test
    void theModelsOwnInterventionsAct() {
        HookedTransformer model = TinyModel.open();
        HookedTransformer changed = model.with(
                Hook.at(residPost(0)).positions(Positions.generated()).zero());
        assertThat(differentiate(changed, 1, 1, 3, 6).loss())
                .isCloseTo(differentiate(changed, 1, 0, 0, 0).loss(), within(1e-4))
                .isNotCloseTo(differentiate(model, 1, 0, 0, 0).loss(), within(1e-3));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThatThrownBy(() -> FrozenPass.of(TinyModel.open().in(Precision.BFLOAT16), TEXTS, 1, new int[] {3, 6}))
                .hasMessageContaining("BFLOAT16")
                .hasMessageContaining("in(FLOAT32)");
        assertThatThrownBy(() -> TokenBatch.answered(List.of(new int[] {1, 2}), new int[] {3}))
                .hasMessage("The prompt of text 0 has 3 tokens, but must have from 1 to the text's 2.");
        assertThatThrownBy(() -> TokenBatch.answered(List.of(new int[] {1, 2}), new int[] {1, 1}))
                .hasMessage("There are 1 texts and the lengths of 2 prompts.");
    }
}
