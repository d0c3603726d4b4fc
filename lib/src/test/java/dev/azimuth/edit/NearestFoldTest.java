package dev.azimuth.edit;

import static dev.azimuth.hook.HookName.mlpOut;
import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.Positions;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.testing.RandomRows;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class NearestFoldTest {
    private static final List<String> PROMPTS = IntStream.range(0, 48)
            .mapToObj(i -> "text " + i * 7919 + " of " + "abcdefghij".substring(i % 7) + i * i)
            .toList();

    private final HookedTransformer gpt2 = TinyModel.open("gpt2");

    private AffineEdit edit(HookFilter where) {
        int width = gpt2.config().dModel();
        INDArray write = Matrices.of(RandomRows.normal(width, 3, 2)).mul(0.1);
        INDArray read = Matrices.of(RandomRows.normal(width, 3, 3)).mul(0.1);
        return AffineEdit.of(
                "oblique", AffineMap.about(Matrices.of(RandomRows.normal(1, width, 1)), write, read), where);
    }

    @Test
    void ofWhatFoldsExactlyItIsThatFold() {
        NearestFold nearest = NearestFold.of(gpt2, edit(mlpOut(1)), PROMPTS);
        assertThat(nearest.error().value()).isLessThan(1e-4);
        assertThat(nearest.table().rowCount()).isEqualTo(3); // ranks 1, 2 and 3
    }

    @Test
    void ofAMapOfTheStreamItSaysHowMuchIsMissed() {
        AffineEdit edit = edit(residPost(1));
        NearestFold nearest = NearestFold.of(gpt2, edit, PROMPTS);
        Estimate error = nearest.error();
        assertThat(error.value()).isBetween(1e-5, 0.9);
        assertThat(error.low()).isLessThan(error.value());
        assertThat(nearest.rank(1).error().value()).isGreaterThan(error.value());
        assertThat(nearest.rank(1))
                .asString()
                .startsWith("nearest fold of oblique in layer 1: rank 1 and a constant, missing ");

        // What it promises of rows is what the edited model does to its stream.
        HookedTransformer folded = gpt2.edit(nearest);
        double missed = 0;
        double moved = 0;
        for (int text = 3; text < PROMPTS.size(); text += 4) { // those it was not fitted on
            INDArray before = stream(gpt2, PROMPTS.get(text));
            INDArray hooked = stream(gpt2.with(edit), PROMPTS.get(text));
            INDArray weighed = stream(folded, PROMPTS.get(text));
            missed += Math.pow(weighed.distance2(hooked), 2);
            moved += Math.pow(before.distance2(hooked), 2);
        }
        assertThat(missed / moved).isCloseTo(error.value(), within(0.2 * error.value()));
    }

    private static INDArray stream(HookedTransformer model, String text) {
        return model.runWithCache(text, residPost(1)).cache().get(residPost(1));
    }

    @Test
    void anEditOfFewTokensIsMissedMore() {
        double everywhere =
                NearestFold.of(gpt2, edit(residPost(1)), PROMPTS).error().value();
        double last = NearestFold.of(gpt2, edit(residPost(1)).at(Positions.last()), PROMPTS)
                .error()
                .value();
        assertThat(last).isGreaterThan(everywhere);
    }

    @Test
    void whatHasNoNearestFoldIsRefused() {
        assertThatThrownBy(() -> NearestFold.of(gpt2, edit(residPost()), PROMPTS))
                .hasMessage(
                        "The nearest fold is of an edit at hook_resid_post or hook_mlp_out of one layer, but oblique acts at"
                                + " [blocks.0.hook_resid_post, blocks.1.hook_resid_post, blocks.2.hook_resid_post].");
        assertThatThrownBy(() -> NearestFold.of(gpt2, edit(residPost(1)), PROMPTS.subList(0, 7)))
                .hasMessage(
                        "A nearest fold is fitted, tuned and measured on different prompts, for which 7 are too few. Give 8"
                                + " or more.");
        assertThatThrownBy(() -> NearestFold.of(gpt2, edit(residPost(1)).at(Positions.generated()), PROMPTS))
                .hasMessage("The edit oblique moves no token of these prompts, so there is nothing to fold.");
        HookedTransformer mixture = TinyModel.open("mixtral");
        int width = mixture.config().dModel();
        INDArray column = Matrices.of(RandomRows.normal(width, 1, 1));
        AffineEdit any = AffineEdit.of("any", AffineMap.of(column, column, Matrices.column(0)), residPost(0));
        assertThatThrownBy(() -> NearestFold.of(mixture, any, PROMPTS))
                .hasMessage(
                        "The MLPs of this mixtral model are mixtures of experts, so that no one matrix says what they add to"
                                + " the stream.");
    }
}
