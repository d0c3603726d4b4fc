package dev.azimuth.model;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.tensor.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody looks into runs fused; what somebody looks into runs step by step. Both must give the same numbers. */
@ParameterizedClass
@MethodSource("dev.azimuth.model.TinyModel#references")
class HookPathsTest {
    private static final double TOLERANCE = 1e-5;
    private static final TokenBatch PADDED =
            TokenBatch.of(List.of(new int[] {5, 9, 2, 31, 17, 8}, new int[] {3, 44, 1}));

    private final HookedTransformer model;
    private final Weights weights;
    private final Transformer transformer;
    private final float[] fused;

    HookPathsTest(String reference) {
        model = TinyModel.open(reference);
        weights = model.weights();
        transformer = new Transformer(weights);
        fused = run(PADDED);
    }

    @Test
    void everyHookPointAloneChangesNothing() {
        for (HookName name : HookSites.of(weights)) {
            ActivationCache.Recorder recorder = new ActivationCache.Recorder(name);
            assertThatTensor(run(PADDED, recorder)).as(name.toString()).isCloseTo(fused, TOLERANCE);
            assertThat(recorder.cache().names()).containsExactly(name);
        }
    }

    @Test
    void allAtOnceFireInTheOrderOfThePassAndChangeNothing() {
        ActivationCache.Recorder recorder = new ActivationCache.Recorder(name -> true);
        assertThatTensor(run(PADDED, recorder)).isCloseTo(fused, TOLERANCE);
        assertThat(recorder.cache().names()).containsExactlyElementsOf(HookSites.of(weights));
    }

    @Test
    void anExceptionAtAnyHookPointLeavesNothingBehind() {
        for (HookName name : HookSites.of(weights)) {
            Intervention throwing = Intervention.at(name, activation -> {
                throw new IllegalStateException("thrown at " + name);
            });
            assertThatThrownBy(() -> run(PADDED, throwing)).hasMessage("thrown at " + name);
        }
        assertThat(run(PADDED)).isEqualTo(fused);
    }

    @Test
    void aLongTextGivesTheSameOnBothWays() {
        int length =
                Math.min(weights.config().nCtx(), 140); // beyond the length from which attention is fused otherwise
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = (i * 7 + 3) % weights.config().dVocab();
        }
        TokenBatch batch = TokenBatch.of(List.of(ids, new int[] {4, 2, 6}));
        for (TokenBatch each : List.of(batch, TokenBatch.of(List.of(ids)))) {
            assertThatTensor(run(
                            each,
                            new ActivationCache.Recorder(name -> !name.point().isOnRequest())))
                    .isCloseTo(run(each), TOLERANCE);
        }
    }

    private float[] run(TokenBatch batch, Intervention... interventions) {
        try (Scope scope = Scope.on(Device.cpu())) {
            PassRequest request = new PassRequest(
                    weights.config().nLayers(), LogitsAt.ALL, List.of(interventions), false, null, model.tokenizer());
            NDArray logits = transformer.forward(scope.manager(), batch, request);
            return logits.toFloatArray();
        }
    }
}
