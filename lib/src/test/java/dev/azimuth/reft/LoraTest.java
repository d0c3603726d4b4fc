package dev.azimuth.reft;

import static dev.azimuth.reft.Example.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoraTest {
    private static final List<Example> EXAMPLES = List.of(
            example("one word", "yes"),
            example("ab", "of course"),
            example("what is it?", "no"),
            example("c", "maybe so"));

    private final HookedTransformer model = TinyModel.open();
    private final Lora lora = Lora.on(model).rank(2).learningRate(0.02).batch(4);

    /** The loss before a step that is not made. */
    private static double loss(HookedTransformer of) {
        return Lora.on(of).steps(1).batch(4).train(EXAMPLES).training().losses()[0];
    }

    @Test
    void beginsAsTheModelIsAndTheEditedModelIsWhereItEnds() {
        LoraEdit edit = lora.steps(30).train(EXAMPLES);
        double[] losses = edit.training().losses();
        assertThat(losses[0]).isCloseTo(loss(model), within(1e-6));
        assertThat(losses[29]).isLessThan(0.5 * losses[0]);
        LoraEdit again = lora.steps(30).stopAt(losses[29]).train(EXAMPLES);
        assertThat(again.training().losses()).containsExactly(losses);
        // Stopped before its last step was taken, so the edited model has the last loss.
        assertThat(loss(model.edit(again))).isCloseTo(losses[29], within(1e-4));
    }

    @Test
    void changesWhatWasChosenAlone() {
        LoraEdit edit = lora.matrices(Kind.DOWN).layers(1).steps(3).train(EXAMPLES);
        HookedTransformer edited = model.edit(edit);
        assertThat(edit.weights()).containsExactly(WeightName.of(Kind.DOWN, 1));
        for (WeightName name : model.weights().names()) {
            assertThat(edited.weights().shares(name, model.weights()))
                    .as(name.toString())
                    .isEqualTo(!name.equals(WeightName.of(Kind.DOWN, 1)));
        }
        long width = model.config().dModel();
        long inner = model.config().dMlp();
        assertThat(edit.parameters()).isEqualTo((int) (2 * (width + inner)));
    }

    @Test
    void theSameSeedLearnsTheSame() {
        assertThat(lora.steps(4).seed(3).train(EXAMPLES).training().losses())
                .containsExactly(
                        lora.steps(4).seed(3).train(EXAMPLES).training().losses())
                .isNotEqualTo(lora.steps(4).seed(4).train(EXAMPLES).training().losses());
    }

    @Test
    void saysWhatItCannotTrain() {
        assertThatThrownBy(() -> lora.matrices(Kind.ATTN_NORM))
                .hasMessageContaining("ATTN_NORM is no matrix that each layer of")
                .hasMessageContaining("QUERY");
        assertThatThrownBy(() -> lora.layers(99)).hasMessageContaining("[99]").hasMessageContaining("0 to ");
        assertThatThrownBy(() -> lora.rank(0)).hasMessageContaining("The rank is 0");
        assertThatThrownBy(() -> lora.alpha(Double.NaN)).hasMessageContaining("Alpha is NaN");
        assertThatThrownBy(lora::train).hasMessageContaining("no example");
    }

    @Test
    void isRefusedByAnotherModel() {
        LoraEdit edit = lora.matrices(Kind.DOWN).layers(0).steps(1).train(EXAMPLES);
        assertThatThrownBy(() -> TinyModel.open("gpt2").edit(edit)).hasMessageContaining("another model");
    }

    @Test
    void showsItself() {
        LoraEdit edit = lora.steps(1).train(EXAMPLES);
        assertThat(edit)
                .hasToString("LoRA of rank 2, alpha 8.0, of " + edit.weights().size() + " matrices");
        assertThat(edit.table().columnNames()).containsExactly("property", "value");
        assertThat(lora.toString()).contains("rank 2").contains("QUERY");
    }
}
