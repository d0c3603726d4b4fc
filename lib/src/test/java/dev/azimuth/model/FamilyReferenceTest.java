package dev.azimuth.model;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tiny random models of every family, from safetensors and GGUF, against Hugging Face transformers, at every hook the
 * references hold.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.azimuth.model.TinyModel#all")
class FamilyReferenceTest {
    private static final double TOLERANCE = 1e-5;

    private final ReferenceRun reference;

    FamilyReferenceTest(String file) {
        reference = new ReferenceRun(file);
    }

    @Test
    void everyHookAgreesInAPaddedBatch() {
        Map<String, Double> deviations = reference.deviations();
        assertThat(deviations.values())
                .allSatisfy(off -> assertThat(off).as(deviations::toString).isLessThan(TOLERANCE));
        boolean neurons = reference.weights.config().mlp().experts().count() == 0;
        assertThat(deviations)
                .hasSize((neurons ? 7 : 6) * reference.weights.config().nLayers() + 2);
    }

    @Test
    void paddingChangesNothing() {
        TokenBatch batch = reference.batch();
        HostArray second = reference.run(TokenBatch.of(List.of(batch.ids(1))));
        HostArray padded = reference.run(batch);
        int padding = batch.padding(1);
        assertThat(padding).isEqualTo(4);
        for (int pos = 0; pos < batch.ids(1).length; pos++) {
            assertThatTensor(padded.row(1, pos + padding)).isCloseTo(second.row(0, pos), TOLERANCE);
        }
    }

    @Test
    void greedyContinuationIsTheSameWithAKeyValueCache() {
        assertThat(reference.generated()).isEqualTo(reference.wanted());
    }

    @Test
    void aPaddedBatchGoesOnWithAKeyValueCacheAsWithoutOne() {
        int[] added = {7, 19};
        TokenBatch batch = reference.batch();
        HostArray whole =
                reference.run(TokenBatch.of(List.of(append(batch.ids(0), added[0]), append(batch.ids(1), added[1]))));
        try (Scope scope = Scope.on(Device.cpu())) {
            KvCache cache =
                    new KvCache(scope.manager(), reference.weights.config().nLayers(), 2);
            reference.pass(batch, LogitsAt.LAST, cache);
            HostArray step = reference.pass(
                    TokenBatch.of(List.of(new int[] {added[0]}, new int[] {added[1]})), LogitsAt.ALL, cache);
            for (int text = 0; text < 2; text++) {
                assertThatTensor(step.row(text, 0)).isCloseTo(whole.row(text, batch.length()), TOLERANCE);
            }
        }
    }

    private static int[] append(int[] ids, int id) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = id;
        return longer;
    }
}
