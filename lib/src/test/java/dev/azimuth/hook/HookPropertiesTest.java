package dev.azimuth.hook;

import static dev.azimuth.hook.HookName.attnOut;
import static dev.azimuth.hook.HookName.embed;
import static dev.azimuth.hook.HookName.mlpOut;
import static dev.azimuth.hook.HookName.pattern;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.result;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.hook.Positions.at;
import static dev.azimuth.hook.Positions.last;
import static dev.azimuth.hook.Positions.ofToken;
import static dev.azimuth.hook.Positions.span;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.model.WeightEdit;
import dev.azimuth.tensor.HostArray;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What must hold of edits in every family. */
class HookPropertiesTest {
    private static final String TEXT = "two words";
    private static final int LENGTH = 9;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma2", "qwen3_moe", "phi", "olmo2", "starcoder2", "gpt_neox"})
    void zeroingAHeadIsZeroingItsColumnsInTheOutputProjection(String family) {
        HookedTransformer each = TinyModel.open(family);
        int width = each.config().dHead();
        WeightName output = WeightName.of(WeightName.Kind.ATTN_OUT, 1);
        HookedTransformer without = each.edit(new WeightEdit() {
            @Override
            public boolean changes(WeightName weight, ModelConfig config) {
                return weight.equals(output);
            }

            @Override
            public NDArray apply(WeightName name, NDArray weight) {
                weight.get(":, " + width + ":" + 2 * width).muli(0);
                return weight;
            }
        });
        float[] expected = flat(without.run(TEXT).hostLogits());
        assertThatTensor(flat(
                        each.runWithHooks(TEXT, Hook.at(z(1)).head(1).zero()).hostLogits()))
                .isCloseTo(expected, 1e-5);
        assertThatTensor(flat(each.runWithHooks(TEXT, Hook.at(result(1)).head(1).zero())
                        .hostLogits()))
                .isCloseTo(expected, 1e-5);
        assertThat(expected).isNotEqualTo(flat(each.run(TEXT).hostLogits()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma3", "qwen3", "mixtral", "phi3", "gpt_neo"})
    void anEditAtOnePositionChangesNothingBeforeIt(String family) {
        HookedTransformer each = TinyModel.open(family);
        HookFilter all = name -> !name.point().isOnRequest();
        ActivationCache plain = each.runWithCache(TEXT, all).cache();
        for (HookName place : List.of(embed(), residPost(0), z(1), attnOut(1))) {
            Intervention edit =
                    Hook.at(place).positions(at(4)).change(x -> x.mul(3).add(1));
            ActivationCache edited = each.with(edit).runWithCache(TEXT, all).cache();
            for (HookName name : plain.names()) {
                int axis = name.point().positionAxis();
                INDArray first = part(plain.get(name), axis, 0, 4);
                assertThat(part(edited.get(name), axis, 0, 4))
                        .as(name.toString())
                        .isEqualTo(first);
            }
            assertThat(edited.host(place).at(before(place)))
                    .isNotEqualTo(plain.host(place).at(before(place)));
        }
    }

    private static long[] before(HookName place) {
        return place.point().headAxis() < 0 ? new long[] {0, 4, 1} : new long[] {0, 4, 1, 1};
    }

    private static INDArray part(INDArray array, int axis, int from, int to) {
        return axis == 1
                ? array.get(all(), interval(from, to)).dup()
                : array.get(all(), all(), interval(from, to)).dup();
    }

    private static INDArrayIndex all() {
        return NDArrayIndex.all();
    }

    private static INDArrayIndex interval(int from, int to) {
        return NDArrayIndex.interval(from, to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma2", "mixtral"})
    void everyHookPointCanBeEditedAtOnePositionAlone(String family) {
        HookedTransformer each = TinyModel.open(family);
        for (HookName name : each.hookNames()) {
            int axis = name.point().positionAxis();
            INDArray plain = each.runWithCache(TEXT, name).cache().get(name);
            Intervention three = Hook.at(name).positions(at(4)).replace(new float[] {3});
            INDArray edited = each.with(three).runWithCache(TEXT, name).cache().get(name);
            INDArray there = part(edited, axis, 4, 5);
            assertThat(there.minNumber().floatValue()).as(name.toString()).isEqualTo(3);
            assertThat(there.maxNumber().floatValue()).as(name.toString()).isEqualTo(3);
            assertThatTensor(flat(part(edited, axis, 0, 4)))
                    .as(name.toString())
                    .isCloseTo(flat(part(plain, axis, 0, 4)), 1e-6);
            assertThatTensor(flat(part(edited, axis, 5, LENGTH)))
                    .as(name.toString())
                    .isCloseTo(flat(part(plain, axis, 5, LENGTH)), 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2", "gemma2", "smollm3", "qwen3_moe", "phi", "granite"})
    void paddingChangesNothing(String family) {
        HookedTransformer each = TinyModel.open(family);
        float[] width = vector(each.config().dModel());
        List<Intervention> edits = List.of(
                Hook.at(residPost(0)).positions(at(1, -2)).add(width),
                Hook.at(z(0)).head(1).positions(last()).scale(3),
                Hook.at(attnOut(1)).positions(span("wor")).zero(),
                Hook.at(pattern(1)).head(0).positions(at(6)).scale(0.5),
                Hook.at(mlpOut(1)).positions(ofToken("o")).replace(width));
        HostArray alone = each.run(List.of(TEXT), name -> false, edits).hostLogits();
        HostArray padded = each.run(List.of("a longer text of words", TEXT), name -> false, edits)
                .hostLogits();
        int padding = "a longer text of words".length() - LENGTH;
        for (int pos = 0; pos < LENGTH; pos++) {
            assertThatTensor(padded.row(1, padding + pos)).isCloseTo(alone.row(0, pos), 1e-5);
        }
        assertThat(flat(alone)).isNotEqualTo(flat(each.run(TEXT).hostLogits()));
    }

    private static float[] vector(int width) {
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            vector[i] = (float) Math.sin(i + 1);
        }
        return vector;
    }

    private static float[] flat(HostArray array) {
        return array.toIndArray().data().asFloat();
    }

    private static float[] flat(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
