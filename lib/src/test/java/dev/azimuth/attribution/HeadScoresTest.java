package dev.azimuth.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.attribution.HeadScores.Kind;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeadScoresTest {
    private final HookedTransformer model = TinyModel.open();
    private final RepeatedTokens tokens = RepeatedTokens.of(model, 2, 6, 3);

    /** Layer 1 is made to look where its score says: head 0 back by one, 1 by a half, 2 one less than that, 3 at the first. */
    private HookedTransformer planted() {
        return model.with(Intervention.at(HookName.pattern(1), pattern -> {
            int width = (int) pattern.getShape().get(3);
            float[] values = new float[(int) pattern.size()];
            for (int row = 0; row < values.length / width; row++) {
                int query = row % width;
                int[] back = {1, 6, 5, query};
                values[row * width + Math.max(0, query - back[row / width % 4])] = 1;
            }
            NDArray made = pattern.getManager()
                    .create(values, new Shape(pattern.getShape().getShape()));
            return made;
        }));
    }

    @Test
    void everyKindFindsItsHead() {
        HeadScores scores = HeadScores.of(planted(), tokens);
        Kind[] kinds = {Kind.PREVIOUS_TOKEN, Kind.DUPLICATE_TOKEN, Kind.INDUCTION, Kind.FIRST_TOKEN};
        for (int head = 0; head < 4; head++) {
            assertThat(scores.score(kinds[head], 1, head).value())
                    .as(kinds[head].label())
                    .isCloseTo(1, within(1e-6));
            assertThat(scores.score(kinds[head], 1, (head + 1) % 4).value()).isLessThan(0.5);
            assertThat(scores.top(kinds[head], 1)).containsExactly(new Head(1, head));
            assertThat(scores.score(Kind.ENTROPY, 1, head).value()).isCloseTo(0, within(1e-6));
        }
        assertThat(scores.score(Kind.ENTROPY, 0, 0).value()).isGreaterThan(0.5);
        assertThat(scores.table().rowCount()).isEqualTo(12);
        assertThat(scores.table().intColumn("head").get(0)).isEqualTo(2);
        assertThat(scores.plot(Kind.INDUCTION).toHtml()).contains("induction");
        assertThat(scores)
                .hasToString(
                        "HeadScores of 3 layers with 4 heads on RepeatedTokens: 2 texts of 6 random tokens, twice");
    }

    @Test
    void tokensRepeatAndDifferWithinAHalf() {
        int[] ids = tokens.batch().ids(1);
        assertThat(ids).hasSize(13).startsWith(1); // <bos>
        for (int i = 0; i < 6; i++) {
            assertThat(ids[1 + i]).isEqualTo(ids[7 + i]).isGreaterThan(2);
        }
        assertThat(Arrays.stream(ids).skip(1).distinct().count()).isEqualTo(6);
        assertThat(ids).isEqualTo(RepeatedTokens.of(model, 2, 6, 3).batch().ids(1));
        assertThatThrownBy(() -> RepeatedTokens.of(model, 1, 1, 0))
                .hasMessage("1 texts of 1 tokens cannot be repeated. Give at least one text of at least 2.");
        assertThatThrownBy(() -> RepeatedTokens.of(model, 1, 300, 0))
                .hasMessageEndingWith("has no 300 different tokens that are text. Ask for fewer.");
    }

    @Test
    void theLossOfARandomModelIsThatOfChance() {
        assertThat(tokens.loss(model).value()).isCloseTo(Math.log(model.config().dVocab()), within(1.5));
        assertThat(tokens.loss(model.with(new Head(1, 2).zeroed())).value())
                .isNotEqualTo(tokens.loss(model).value());
    }

    @Test
    void aSummaryHasScoresAndWhatIsSaid() {
        HeadScores scores = HeadScores.of(model, tokens);
        HeadSummary summary = HeadSummary.of(model, scores, 1, 2, "a");
        assertThat(summary.table().stringColumn(0).asList())
                .contains("induction", "entropy (nats)", "looking at 'a' promotes", "looking at 'a' suppresses");
        assertThatThrownBy(() -> scores.score(Kind.INDUCTION, 3, 0))
                .hasMessage("There is no head 3.0 in this model of 3 layers with 4 heads.");
        assertThatThrownBy(() -> OvCircuit.of(model, 0, 4))
                .hasMessage("There is no head 0.4 in this model of 3 layers with 4 heads.");
    }
}
