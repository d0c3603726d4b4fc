package dev.azimuth.model;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.ActivationCache;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.HostArray;
import dev.azimuth.tensor.Scope;
import dev.azimuth.testing.Expected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private final Expected expected;
    private final Weights weights;
    private final Transformer transformer;

    FamilyReferenceTest(String file) {
        expected = Expected.of("/families/" + file.replace("/model.gguf", "") + "/expected.safetensors");
        weights = TinyModel.open(file).weights();
        transformer = new Transformer(weights);
    }

    @Test
    void everyHookAgreesInAPaddedBatch() {
        ActivationCache.Recorder recorder = new ActivationCache.Recorder(name -> true);
        HostArray logits = run(batch(), recorder);
        int compared = 0;
        for (String name : expected.names()) {
            if (name.startsWith("blocks.")) {
                compareUnpadded(name, recorder.cache().host(HookName.hook(name)));
                compared++;
            }
        }
        compareUnpadded("logits", logits);
        boolean neurons = weights.config().mlp().experts().count() == 0;
        assertThat(compared).isEqualTo((neurons ? 7 : 6) * weights.config().nLayers());
    }

    @Test
    void aTextAloneGivesTheSameAsInABatch() {
        HostArray alone = run(TokenBatch.of(List.of(batch().ids(0))));
        assertThatTensor(flat(alone)).isCloseTo(expected.floats("unpadded_logits"), TOLERANCE);

        // The second text is the padded one: padding must change nothing.
        HostArray second = run(TokenBatch.of(List.of(batch().ids(1))));
        HostArray padded = run(batch());
        int padding = batch().padding(1);
        assertThat(padding).isEqualTo(4);
        for (int pos = 0; pos < batch().ids(1).length; pos++) {
            assertThatTensor(padded.row(1, pos + padding)).isCloseTo(second.row(0, pos), TOLERANCE);
        }
    }

    @Test
    void greedyContinuationIsTheSameWithAKeyValueCache() {
        int[] generated = expected.integers("generated");
        List<Integer> ids = new ArrayList<>();
        int[] next = batch().ids(0);
        Arrays.stream(next).forEach(ids::add);
        try (Scope scope = Scope.on(Device.cpu())) {
            KvCache cache = new KvCache(scope.manager(), weights.config().nLayers(), 1);
            while (ids.size() < generated.length) {
                float[] logits =
                        pass(TokenBatch.of(List.of(next)), LogitsAt.LAST, cache).row(0, 0);
                next = new int[] {Sampler.argmax(logits)};
                ids.add(next[0]);
            }
        }
        assertThat(ids.stream().mapToInt(Integer::intValue).toArray()).isEqualTo(generated);
    }

    @Test
    void aPaddedBatchGoesOnWithAKeyValueCacheAsWithoutOne() {
        int[] added = {7, 19};
        HostArray whole =
                run(TokenBatch.of(List.of(append(batch().ids(0), added[0]), append(batch().ids(1), added[1]))));
        try (Scope scope = Scope.on(Device.cpu())) {
            KvCache cache = new KvCache(scope.manager(), weights.config().nLayers(), 2);
            pass(batch(), LogitsAt.LAST, cache);
            HostArray step =
                    pass(TokenBatch.of(List.of(new int[] {added[0]}, new int[] {added[1]})), LogitsAt.ALL, cache);
            for (int text = 0; text < 2; text++) {
                assertThatTensor(step.row(text, 0)).isCloseTo(whole.row(text, batch().length()), TOLERANCE);
            }
        }
    }

    private static int[] append(int[] ids, int id) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = id;
        return longer;
    }

    private TokenBatch batch() {
        int[] ids = expected.integers("input_ids");
        int[] mask = expected.integers("attention_mask");
        int length = (int) expected.shape("input_ids")[1];
        List<int[]> texts = new ArrayList<>();
        for (int text = 0; text < 2; text++) {
            int start = text * length;
            int padding = 0;
            while (mask[start + padding] == 0) {
                padding++;
            }
            texts.add(Arrays.copyOfRange(ids, start + padding, start + length));
        }
        return TokenBatch.of(texts);
    }

    private void compareUnpadded(String name, HostArray actual) {
        long[] shape = expected.shape(name);
        float[] wanted = expected.floats(name);
        boolean pattern = name.endsWith("pattern");
        int perText = Math.toIntExact(wanted.length / shape[0]);
        float[] all = flat(actual);
        for (int text = 0; text < shape[0]; text++) {
            int rows = pattern ? (int) (shape[1] * shape[2]) : (int) shape[1];
            int length = pattern ? (int) shape[2] : rows;
            int width = perText / rows;
            List<Float> mine = new ArrayList<>();
            List<Float> theirs = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                if (row % length < batch().padding(text)) {
                    continue;
                }
                for (int i = 0; i < width; i++) {
                    mine.add(all[text * perText + row * width + i]);
                    theirs.add(wanted[text * perText + row * width + i]);
                }
            }
            assertThatTensor(floats(mine)).as(name + ", text " + text).isCloseTo(floats(theirs), TOLERANCE);
        }
    }

    private static float[] floats(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    private static float[] flat(HostArray array) {
        return array.toIndArray().data().asFloat();
    }

    private HostArray run(TokenBatch batch, ActivationCache.Recorder... recorder) {
        try (Scope scope = Scope.on(Device.cpu())) {
            NDArray logits = transformer.forward(
                    scope.manager(), batch, weights.config().nLayers(), LogitsAt.ALL, List.of(recorder), null);
            return HostArray.copyOf(logits);
        }
    }

    private HostArray pass(TokenBatch batch, LogitsAt at, KvCache cache) {
        try (Scope scope = Scope.on(Device.cpu())) {
            return HostArray.copyOf(
                    transformer.forward(scope.manager(), batch, weights.config().nLayers(), at, List.of(), cache));
        }
    }
}
