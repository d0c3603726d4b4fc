package dev.azimuth.interference;

import static dev.azimuth.edit.Orthogonalization.orthogonalize;
import static dev.azimuth.evaluation.KlDivergence.klDivergence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterferenceTest {
    private final HookedTransformer model = TinyModel.open();
    private final ContrastivePairs digits = pairs("digits", "1234567890", "abcdefghij");
    private final ContrastivePairs capitals = pairs("capitals", "KLMNOPQRST", "klmnopqrst");
    private final Directions target = search(digits);
    private final Directions feature = search(capitals);
    private final Direction direction = target.at(1);
    private final Prompts neutral =
            new Prompts("neutral", List.of("some text", "more of it", "and a third", "the last"));
    private final InterferenceReport report = Interference.on(model)
            .of(direction)
            .against(target, feature)
            .neutral(neutral)
            .report();

    private static ContrastivePairs pairs(String name, String positive, String negative) {
        List<ContrastivePair> pairs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pairs.add(new ContrastivePair("x" + positive.charAt(i), "x" + negative.charAt(i), "topic " + i));
        }
        return new ContrastivePairs(name, "one", "other", pairs);
    }

    /** The same pairs everywhere, so that what is predicted and what is measured must be the same number. */
    private Directions search(ContrastivePairs pairs) {
        return DirectionSearch.on(model).of(new Split<>(pairs, pairs, pairs)).meanDifference();
    }

    @Test
    void removalInOneLayerDoesExactlyWhatWasPredicted() {
        HookedTransformer ablated = model.with(Intervention.at(direction.site(), x -> {
            NDArray column = x.getManager().create(direction.unit()).reshape(new Shape(-1, 1));
            return x.sub(x.matMul(column).matMul(column.transpose()));
        }));
        var predicted = report.table();
        var measured = report.measuredOn(ablated).table();
        for (int row = 0; row < 2; row++) {
            double shift = predicted.doubleColumn("shift (class gaps, rms)").get(row);
            assertThat(measured.stringColumn("measured shift").get(row))
                    .startsWith(String.format(java.util.Locale.ROOT, shift >= 10 ? "%.1f" : "%.2f", shift));
            double left = predicted.doubleColumn("gap left (share)").get(row);
            assertThat(measured.stringColumn("measured gap left").get(row))
                    .startsWith(
                            String.format(java.util.Locale.ROOT, "%.2f", left).replace("-0.00", "0.00"));
        }
        assertThat(predicted.doubleColumn("gap left (share)").get(0)).isCloseTo(0, within(1e-6));
        assertThat(predicted.doubleColumn("cosine").get(0)).isCloseTo(1, within(1e-6));
    }

    @Test
    void thePredictionDoesNotKnowTheTestDataAndTheMeasurementDoes() {
        ContrastivePairs other = pairs("capitals", "ABCDEFGHIJ", "abcdefghij");
        Directions unlike = DirectionSearch.on(model)
                .of(new Split<>(capitals, capitals, other))
                .meanDifference();
        InterferenceReport same = Interference.on(model)
                .of(direction)
                .against(target, unlike)
                .neutral(neutral)
                .report();
        HookedTransformer edited = model.edit(orthogonalize(direction));
        assertThat(same.table().printAll()).isEqualTo(report.table().printAll());
        assertThat(same.measuredOn(edited).table().printAll())
                .isNotEqualTo(report.measuredOn(edited).table().printAll());
    }

    @Test
    void directionsOfAnotherModelAreRefused() {
        HookedTransformer another = TinyModel.open();
        assertThatThrownBy(() -> Interference.on(another)
                        .of(direction)
                        .against(target)
                        .neutral(neutral)
                        .report())
                .hasMessageContaining("were found in another model");
    }

    @Test
    void theWholeModelIsComparedWithControls() {
        var whole = report.wholeModel();
        assertThat(whole.stringColumn("direction").asList())
                .containsExactly(
                        "digits (mean difference)",
                        "digits (mean difference, orthogonal to the attention sink)",
                        "digits, shuffled labels",
                        "first principal component",
                        "random");
        assertThat(whole.doubleColumn("sink |cos|").get(1)).isCloseTo(0, within(1e-6));
    }

    @Test
    void divergenceIsMeasuredOnPromptsThatThePredictionDidNotSee() {
        HookedTransformer edited = model.edit(orthogonalize(direction));
        double measured = report.measuredOn(edited).klDivergence().value();
        Prompts unseen = neutral.halves().measure();
        assertThat(measured)
                .isEqualTo(klDivergence(unseen)
                        .on(model)
                        .measure(edited)
                        .get(0)
                        .estimate()
                        .value());
    }

    @Test
    void aReportWithoutAFeatureSaysWhatIsMissing() {
        assertThatThrownBy(() ->
                        Interference.on(model).of(direction).neutral(neutral).report())
                .hasMessage("A report needs a direction and at least one feature. Add of(direction) and against(…).");
    }
}
