package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.testing.Expected;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectLogitAttributionTest {
    private static final String TEXT = "the red cat";

    /** Norms behind what is written, of both kinds, scales, biases, caps, learned positions, parallel blocks, experts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama",
                "llama-biases",
                "gemma2",
                "gemma3",
                "granite",
                "olmo2",
                "gpt2",
                "gpt_neo",
                "gpt_neox",
                "phi",
                "mixtral"
            })
    void contributionsAddUpToTheLogit(String family) {
        HookedTransformer model = TinyModel.open(family);
        for (DirectLogitAttribution found : new DirectLogitAttribution[] {
            DirectLogitAttribution.of(model, TEXT, "a"), DirectLogitAttribution.of(model, TEXT, "a", "q")
        }) {
            assertThat(found.remainder()).as(found.toString()).isCloseTo(0, within(2e-5));
            assertThat(found.logit()).isNotCloseTo(0, within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma2", "granite", "olmo2"})
    void headsAndNeuronsAddUpToTheirLayers(String family) {
        DirectLogitAttribution found = DirectLogitAttribution.of(TinyModel.open(family), TEXT, "a", "q");
        for (int layer = 0; layer < found.attention().length; layer++) {
            assertThat(Arrays.stream(found.heads()[layer]).sum()).isCloseTo(found.attention()[layer], within(1e-5));
            assertThat(Arrays.stream(found.neurons()[layer]).sum()).isCloseTo(found.mlp()[layer], within(1e-5));
        }
    }

    @Test
    void agreesWithTransformerLens() {
        DirectLogitAttribution found = DirectLogitAttribution.of(TinyModel.open(), TEXT, "a", "q");
        Expected expected = Expected.of("/families/llama/patching.safetensors");
        assertThat(found.logit()).isCloseTo(expected.floats("clean")[0], within(1e-4));
        assertThat(found.embedding()).isCloseTo(expected.floats("dla embed")[0], within(1e-4));
        assertClose(found.attention(), expected.floats("dla hook_attn_out"));
        assertClose(found.mlp(), expected.floats("dla hook_mlp_out"));
        for (int layer = 0; layer < 3; layer++) {
            assertClose(found.heads()[layer], expected.rows("dla heads")[layer]);
            assertClose(found.neurons()[layer], expected.rows("dla neurons")[layer]);
        }
    }

    private static void assertClose(double[] found, float[] wanted) {
        assertThat(found).hasSameSizeAs(wanted);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(wanted[i], within(1e-4));
        }
    }

    @Test
    void whatAnInterventionAddsIsLeftOver() {
        HookedTransformer pushed = TinyModel.open().with(Intervention.at(HookName.residPost(1), x -> x.mul(2)));
        assertThat(Math.abs(DirectLogitAttribution.of(pushed, TEXT, "a", "q").remainder()))
                .isGreaterThan(1e-3);
    }

    @Test
    void showsItself() {
        DirectLogitAttribution found = DirectLogitAttribution.of(TinyModel.open(), TEXT, "a", "q");
        assertThat(found.table().rowCount()).isEqualTo(1 + 2 * 3 + 2);
        var top = found.topNeurons(5);
        assertThat(top.rowCount()).isEqualTo(5);
        double[] sizes = Arrays.stream(found.neurons())
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .sorted()
                .toArray();
        assertThat(Math.abs(top.doubleColumn("contribution").get(0))).isEqualTo(sizes[sizes.length - 1]);
        assertThat(found.plot().toHtml()).contains("contribution to the logit of");
        assertThat(found.plotHeads().toString()).isNotEmpty();
        assertThat(found.toString()).startsWith("DirectLogitAttribution of the logit of 'a' less 'q', ");
        assertThatThrownBy(() -> DirectLogitAttribution.of(TinyModel.open(), TEXT, "ab"))
                .hasMessageContaining("but must be one");
    }
}
