package dev.azimuth.model;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.azimuth.family.ModelConfig;
import dev.azimuth.family.WeightName;
import dev.azimuth.hook.HookName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PrecisionTest {
    private static final String TEXT = "two words";

    static Stream<String> families() throws IOException {
        return TinyModel.references().stream();
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyFamilyRunsInEveryPrecision(String family) {
        HookedTransformer wide = TinyModel.open(family);
        float[] exact = logits(wide);
        assertThatTensor(logits(wide.in(Precision.FLOAT16))).isCloseTo(exact, 1e-2);
        HookedTransformer brain = wide.in(Precision.BFLOAT16);
        assertThatTensor(logits(brain)).isCloseTo(exact, 0.1);
        assertThat(logits(brain)).isNotEqualTo(exact);
        assertThatTensor(brain.runWithCache(TEXT).logits().data().asFloat()).isCloseTo(logits(brain), 0.1);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aModelOpenedNarrowIsTheSameAsOneNarrowedLater(Precision precision, @TempDir Path folder) {
        HookedTransformer wide = TinyModel.open();
        wide.save(folder);
        HookedTransformer opened = HookedTransformer.open(folder, precision);
        assertThat(opened.weights().precision()).isEqualTo(precision);
        assertThat(logits(opened)).isEqualTo(logits(wide.in(precision)));
        assertThat(opened.table().stringColumn("value").asList())
                .contains(precision.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void matricesTakeHalfTheMemoryAndNothingElseIsNarrowed() {
        HookedTransformer wide = TinyModel.open();
        HookedTransformer half = wide.in(Precision.FLOAT16);
        for (WeightName name : wide.weights().names()) {
            boolean matrix = name.kind().isMatrix();
            assertThat(half.weights().get(name).getDataType())
                    .as(name.toString())
                    .isEqualTo(matrix ? DataType.FLOAT16 : DataType.FLOAT32);
            assertThat(half.weights().shares(name, wide.weights())).isEqualTo(!matrix);
        }
        assertThat(wide.in(Precision.FLOAT32).weights().shares(WeightName.of(WeightName.Kind.EMBED), wide.weights()))
                .isTrue();
    }

    @Test
    void hooksSeeFloat32InANarrowModel() {
        HookedTransformer narrow = TinyModel.open().in(Precision.BFLOAT16);
        Run run = narrow.run(List.of(TEXT), name -> true, List.of());
        for (HookName name : narrow.hookNames()) {
            for (float value : run.cache().get(name).data().asFloat()) {
                assertThat(value).as(name.toString()).isFinite();
            }
        }
    }

    @Test
    void aNarrowModelCanBeEditedAndSaved(@TempDir Path folder) {
        HookedTransformer narrow = TinyModel.open().in(Precision.BFLOAT16);
        HookedTransformer doubled = narrow.edit(new WeightEdit() {
            @Override
            public boolean changes(WeightName weight, ModelConfig config) {
                return weight.kind() == WeightName.Kind.DOWN;
            }

            @Override
            public NDArray apply(WeightName name, NDArray weight) {
                return weight.muli(2);
            }
        });
        WeightName down = WeightName.of(WeightName.Kind.DOWN, 1);
        float[] before = narrow.weights().read(down, NDArray::toFloatArray);
        float[] after = doubled.weights().read(down, NDArray::toFloatArray);
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isEqualTo(2 * before[i]);
        }
        assertThat(doubled.weights().precision()).isEqualTo(Precision.BFLOAT16);
        doubled.save(folder);
        assertThat(logits(HookedTransformer.open(folder, Precision.BFLOAT16))).isEqualTo(logits(doubled));
    }

    private static float[] logits(HookedTransformer model) {
        return model.run(TEXT).logits().data().asFloat();
    }
}
