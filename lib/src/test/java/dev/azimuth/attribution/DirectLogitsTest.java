package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectLogitsTest {
    private static final String TEXT = "the red cat";

    /** With norms behind what is written, biases at the end and neither, as the attribution of each logit has it. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma2", "olmo2", "gpt2"})
    void aNeuronSaysOfEachTokenWhatItContributesToItsLogit(String family) {
        HookedTransformer model = TinyModel.open(family);
        int layer = 1;
        int neuron = 5;
        float active = model.runWithCache(TEXT, HookName.mlpPost(layer))
                .cache()
                .host(HookName.mlpPost(layer))
                .row(0, TEXT.length() - 1)[neuron];
        float[] written = model.weights()
                .read(
                        WeightName.of(Kind.DOWN, layer),
                        w -> w.get(":, " + neuron).toFloatArray());
        float[] said = DirectLogits.of(model, Kind.MLP_POST_NORM, layer, written);

        double[] contributed = new double[26];
        double[] direct = new double[26];
        for (int i = 0; i < 26; i++) {
            String letter = String.valueOf((char) ('a' + i));
            contributed[i] = DirectLogitAttribution.of(model, TEXT, letter).neurons()[layer][neuron] / active;
            direct[i] = said[model.tokenizer().single(letter)];
        }
        // A model that caps its logits bends them, but keeps their order.
        Integer[] order = IntStream.range(0, 26).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> contributed[i]));
        for (int i = 1; i < 26; i++) {
            assertThat(direct[order[i]]).isGreaterThan(direct[order[i - 1]] - 1e-4);
        }
        assertThat(direct[order[25]]).isGreaterThan(0);
        assertThat(direct[order[0]]).isLessThan(0);
    }
}
