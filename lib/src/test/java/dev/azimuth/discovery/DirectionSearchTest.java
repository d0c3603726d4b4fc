package dev.azimuth.discovery;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.hook.Hook;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.SmolLm2;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On the real model, with few pairs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // what was found serves all tests
class DirectionSearchTest {
    private static final HookFilter TWO_LAYERS = residPost(8).or(residPost(17));

    private final HookedTransformer model = SmolLm2.open();
    private final Split<ContrastivePairs> question =
            Datasets.contrast("question").split(0.6, 0.2, 0.2);
    private final Split<ContrastivePairs> few = new Split<>(
            question.train().take(36),
            question.validation().take(16),
            question.test().take(16));
    private final Directions found =
            DirectionSearch.on(model).of(few).at(TWO_LAYERS).meanDifference();

    @Test
    void separatesPairsItNeverSawAndShuffledLabelsDoNot() {
        Estimate auc = found.testAuc(found.best());
        assertThat(auc.value()).isGreaterThan(0.8);
        assertThat(auc.low()).isGreaterThan(0.6);
        assertThat(auc.n()).isEqualTo(16);
        var table = found.separation();
        for (int row = 0; row < 2; row++) {
            assertThat(table.doubleColumn("shuffled 2.5 %").get(row)).isLessThan(0.5);
            assertThat(table.doubleColumn("shuffled 97.5 %").get(row)).isGreaterThan(0.5);
        }
    }

    @Test
    void theDirectionIsTheDifferenceOfTheClassMeans() {
        Direction direction = found.at(17);
        float[] sum = new float[576];
        for (float[] row : last(few.train().positives())) {
            sum = Vectors.plus(sum, 1, row);
        }
        for (float[] row : last(few.train().negatives())) {
            sum = Vectors.plus(sum, -1, row);
        }
        assertThatTensor(direction.unit()).isCloseTo(Vectors.unit(sum), 1e-3);
        assertThat(direction.gap()).isCloseTo(Vectors.norm(sum) / 36, within(1e-3 * direction.gap()));
    }

    /** Of each text, its last token; all in one pass, and no logits, which would take most of the time. */
    private List<float[]> last(List<String> texts) {
        List<float[]> rows = new ArrayList<>();
        Intervention reader = Hook.at(residPost(17))
                .positions(Positions.last())
                .read(row -> rows.add(row.ravel().toFloatVector()));
        TokenBatch batch = TokenBatch.of(texts.stream()
                .map(text -> model.tokenizer().encode(model.asUserTurn(text)))
                .toList());
        model.pass(batch, LogitsAt.NONE, List.of(reader), NDArray::getShape);
        return rows;
    }

    @Test
    void theTestDataHaveNoSayInTheChoiceOfLayer() {
        Readings swapped = new Readings(
                model,
                few,
                found.sink(),
                found.train(),
                Contrast.read(model, few.validation(), TWO_LAYERS),
                Contrast.read(model, few.test().shuffledLabels(3), TWO_LAYERS));
        assertThat(new Directions(swapped, found.estimator()).best().layer())
                .isEqualTo(found.best().layer());
    }

    @Test
    void theSinkIsWhereItIsKnownToBeAndCanBeSpared() {
        AttentionSink sink = found.sink();
        assertThat(sink.site()).isEqualTo(residPost(11));
        assertThat(sink.toHtml()).contains("The attention sink");
        assertThat(sink.toString()).contains("first token is 1"); // 165 times as long as the others
        Direction spared = sink.spare(found.at(17));
        assertThat(sink.overlap(spared)).isCloseTo(0, within(1e-6));
        double cosine = spared.cosine(found.at(17));
        assertThat(cosine * cosine + Math.pow(sink.overlap(found.at(17)), 2)).isCloseTo(1, within(1e-6));
    }

    @Test
    void aLayerThatWasNotSearchedIsNamedWithThoseThatWere() {
        assertThatThrownBy(() -> found.at(3))
                .hasMessage(
                        "No direction was sought in layer 3. Sought at: [blocks.8.hook_resid_post, blocks.17.hook_resid_post].");
        assertThatThrownBy(() -> DirectionSearch.on(model).meanDifference())
                .hasMessage("No data to search in. Add of(contrast) before the method.");
    }
}
