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
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS) // nothing changes between tests
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
            .prose(neutral)
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
            assertThat(measured.stringColumn("measured shift").get(row))
                    .isEqualTo(predicted.stringColumn("shift (class gaps, rms)").get(row));
            assertThat(measured.stringColumn("measured gap left").get(row))
                    .isEqualTo(predicted.stringColumn("gap left (share)").get(row));
        }
        assertThat(predicted.stringColumn("gap left (share)").get(0)).startsWith("0.00 ");
        assertThat(report.touches().doubleColumn("cosine").get(0)).isCloseTo(1, within(1e-6));
        assertThat(report.touches().doubleColumn("leak in").get(0)).isCloseTo(1, within(1e-6));
        assertThat(report.touches().doubleColumn("leak out").get(0)).isCloseTo(1, within(1e-6));
    }

    @Test
    void whatIsRemovedIsNotToBeProtected() {
        assertThat(report.verdicts()).containsOnlyKeys("capitals");
        assertThat(report.table().stringColumn("verdict").get(0)).isEqualTo("what is removed");
        assertThat(report.sentences().get(0))
                .startsWith("Removing digits would touch ")
                .contains("rank the damage");
        assertThat(report.sentences()).anyMatch(sentence -> sentence.contains("capitals"));
        assertThat(report.graph().toSvg()).contains("capitals").contains("Whom removing digits would touch");
        assertThat(report.target().stringColumn("value").get(0)).matches("[0-9.]+ \\[[0-9.]+, [0-9.]+]");
    }

    @Test
    void withoutGradientsNothingIsSaidOfTheLastLayer() {
        InterferenceReport plain = Interference.on(model)
                .of(direction)
                .against(target, feature)
                .neutral(neutral)
                .gradientPairs(0)
                .report();
        assertThat(plain.table().stringColumn("gap left there").asList()).containsOnly("–");
        assertThat(report.table().stringColumn("gap left there").asList()).doesNotContain("–");
    }

    @Test
    void aCalibrationSaysTheDivergenceInNats() {
        KlCalibration calibration = KlCalibration.of(
                List.of("a", "b", "c", "d"), new double[] {1e-3, 1e-2, 0.1, 1}, new double[] {1e-3, 1e-2, 0.1, 1});
        InterferenceReport calibrated = Interference.on(model)
                .of(direction)
                .against(target, feature)
                .neutral(neutral)
                .gradientPairs(0)
                .calibratedBy(calibration)
                .report();
        var whole = calibrated.wholeModel();
        double share = whole.doubleColumn("share of neutral energy (%)").get(0) / 100;
        double expected = Double.parseDouble(
                whole.stringColumn("expected " + KlDivergence.NAME).get(0).replaceFirst(" .*", ""));
        assertThat(expected).isCloseTo(share, within(0.05 * share));
        assertThat(report.wholeModel()
                        .stringColumn("expected " + KlDivergence.NAME)
                        .get(0))
                .matches("rank \\d of 5");
    }

    @Test
    void aDictionaryIsComparedByCosine() {
        DictionaryOverlap overlap = Interference.on(model)
                .of(direction)
                .against(feature)
                .neutral(neutral)
                .gradientPairs(0)
                .dictionary(List.of(feature.at(1), direction.negated()))
                .report()
                .dictionary();
        assertThat(overlap.largest()).isCloseTo(1, within(1e-6));
        assertThat(overlap.table().doubleColumn("cosine").get(0)).isCloseTo(-1, within(1e-4));
        assertThat(overlap.welchBound()).isZero();
        assertThatThrownBy(report::dictionary)
                .hasMessage("No dictionary was given. Add dictionary(…) before report().");
    }

    @Test
    void everyLayerIsCompared() {
        LayerInterference layers = Interference.on(model)
                .of(direction)
                .against(target, feature)
                .neutral(neutral)
                .byLayer();
        assertThat(layers.layers().intColumn("layer").asList()).contains(1);
        var table = layers.table();
        int row = table.intColumn("layer").asList().indexOf(1);
        assertThat(table.stringColumn("feature").get(row)).isEqualTo("capitals");
        assertThat(table.doubleColumn("cosine").get(row))
                .isEqualTo(report.touches().doubleColumn("cosine").get(1));
        assertThat(table.stringColumn("shift (class gaps, rms)").get(row))
                .isEqualTo(
                        report.table().stringColumn("shift (class gaps, rms)").get(1));
        assertThat(layers.plot().toSvg()).contains("Removing digits in one layer");
    }

    @Test
    void controlsAreRemovedTheSameWay() {
        var controls = report.measuredControls().table();
        assertThat(controls.stringColumn("direction").asList())
                .isEqualTo(report.wholeModel().stringColumn("direction").asList());
        assertThat(controls.stringColumn(KlDivergence.NAME).get(0))
                .isEqualTo(report.measuredOn(model.edit(orthogonalize(direction)))
                        .klDivergence()
                        .toString());
    }

    @Test
    void theModelAsAWholeAndItsReadersAreMeasured() {
        MeasuredInterference measured = report.measuredOn(model.edit(orthogonalize(direction)), klDivergence(neutral));
        assertThat(measured.probes().rowCount()).isEqualTo(4);
        assertThat(measured.perplexity().value()).isPositive();
        assertThat(measured.behaviour()).isPresent();
        MeasuredInterference nothing = report.measuredOn(model);
        assertThat(nothing.entanglement()).isZero();
        assertThat(nothing.table().stringColumn("measured gap left there").asList())
                .containsOnly("1.00 [1.00, 1.00]");
        assertThat(nothing.behaviour()).isEmpty();
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
                .prose(neutral)
                .report();
        HookedTransformer edited = model.edit(orthogonalize(direction));
        assertThat(same.table().printAll()).isEqualTo(report.table().printAll());
        assertThat(same.measuredOn(edited).table().printAll())
                .isNotEqualTo(report.measuredOn(edited).table().printAll());
    }

    @Test
    void aFeatureThatWasNotSoughtInTheLayerIsNamed() {
        Directions elsewhere = DirectionSearch.on(model)
                .of(new Split<>(capitals, capitals, capitals))
                .at(HookName.residPost(0))
                .meanDifference();
        assertThatThrownBy(() -> Interference.on(model)
                        .of(direction)
                        .against(target, elsewhere)
                        .neutral(neutral)
                        .report())
                .hasMessage("What reads capitals at blocks.1.hook_resid_post cannot be fitted: directions were found at"
                        + " [blocks.0.hook_resid_post]. Search at residPost(), which is every layer, and choose a layer in"
                        + " which all features have one.");
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
                .hasMessage("A report needs at least one feature. Add against(…).");
        assertThatThrownBy(() -> Interference.on(model).report())
                .hasMessage("A report needs a direction. Add of(direction) first.");
    }
}
