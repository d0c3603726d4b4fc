package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.ContrastivePair;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.discovery.DirectionSearch;
import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Estimate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollateralTableTest {
    private static final HookedTransformer MODEL = TinyModel.open();
    private static final Directions DIGITS = search("digits", "1234567890", "abcdefghij");
    private static final Directions CAPITALS = search("capitals", "KLMNOPQRST", "klmnopqrst");
    private static final Split<Prompts> NEUTRAL = new Split<>(
            new Prompts("neutral", List.of("some text", "more of it", "a third", "and so on")),
            new Prompts("neutral", List.of("to choose", "by these")),
            new Prompts("neutral", List.of("to report", "these two")));

    private static Directions search(String name, String positive, String negative) {
        List<ContrastivePair> pairs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pairs.add(new ContrastivePair("x" + positive.charAt(i), "x" + negative.charAt(i), "topic " + i));
        }
        ContrastivePairs all = new ContrastivePairs(name, "one", "other", pairs);
        return DirectionSearch.on(MODEL).of(new Split<>(all, all, all)).meanDifference();
    }

    private final CollateralBench bench = CollateralBench.of(DIGITS, List.of(CAPITALS), NEUTRAL);
    private final int last = MODEL.config().nLayers() - 1;

    @Test
    void inTheLastLayerAblationAtStrengthLambdaRemovesLambda() {
        CollateralEdit edit = bench.edit(CollateralArm.ablation(), last).strength(0.4);
        assertThat(bench.removal(edit, true).value()).isCloseTo(0.4, within(1e-5));
        assertThat(bench.removal(edit, false).value()).isCloseTo(0.4, within(1e-5));
        CollateralMatch match = CollateralMatch.of(bench, CollateralArm.ace(), 0.5, last);
        assertThat(match.strength()).isCloseTo(0.5, within(1e-4));
        assertThat(match.verdict()).startsWith("removes 50 % at strength 0.50, KL ");
    }

    @Test
    void theDivergenceIsThatOfTheMetric() {
        CollateralEdit edit = bench.edit(CollateralArm.ablation(), last);
        double metric = KlDivergence.klDivergence(NEUTRAL.test())
                .on(MODEL)
                .measure(edit.on(MODEL))
                .get(0)
                .estimate()
                .value();
        assertThat(bench.divergence(edit, true).value()).isCloseTo(metric, within(1e-6));
        assertThat(metric).isGreaterThan(1e-5);
    }

    @Test
    void aGateThatStaysShutIsAFailureHoweverSmallItsDamage() {
        CollateralArm shut = CollateralArm.of("shut", s -> {
                    var map = CollateralArm.ablation().fit(s).map();
                    var far = s.mean().add(s.difference().mul(1e6)); // from where every row reads far below 0
                    return dev.azimuth.direction.AffineMap.about(far, map.write(), map.read());
                })
                .gated(0.999);
        CollateralMatch match = CollateralMatch.of(bench, shut.named("shut + gate"), 0.5, last);
        assertThat(match.reached()).isFalse();
        CollateralMatch none = new CollateralMatch(
                "ACE + 95 % gate", 0.5, 1, new Estimate(0, 0, 0, 10), Estimate.exact(0, 2), List.of(0.001, 0.003));
        assertThat(none.verdict())
                .isEqualTo(
                        "FAILED: removes 0 % at strength 1.00, KL 0.0020 [0.0010, 0.0030]. It removes nothing, so that its"
                                + " small damage means nothing; its gate stays shut where the concept is. Lower the gate.");
        CollateralTableResult result = new CollateralTableResult("made up", Map.of("digits", List.of(none)));
        assertThat(result.recommended("digits")).isEmpty();
        assertThat(result.ratio("ACE + 95 % gate").n()).isZero();
    }

    @Test
    void theTableGoesOnWhereItStoppedAndRecommendsWhatIsCheapestToChooseBy(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("trials.jsonl");
        CollateralTable table = CollateralTable.of(DIGITS, CAPITALS)
                .neutral(NEUTRAL)
                .layer(last)
                .removal(0.5);
        CollateralTableResult whole = table.run();
        CollateralTable logged = table.log(file);
        logged.arms(CollateralArm.ablation()).run();
        assertThat(Files.readAllLines(file)).hasSize(3);
        CollateralTableResult resumed = logged.run();
        assertThat(resumed).hasToString(whole.toString());
        assertThat(logged.run()).hasToString(whole.toString());
        assertThat(whole.ratio("ablation").value()).isEqualTo(1);
        assertThat(whole.recommended("digits")).isPresent();
        assertThat(whole.ratios().stringColumn("concept").asList()).containsExactly("digits", "capitals");
        Estimate digits = whole.ratio("digits", "ACE");
        Estimate capitals = whole.ratio("capitals", "ACE");
        assertThat(whole.ratio("ACE").value()).isCloseTo(Math.sqrt(digits.value() * capitals.value()), within(1e-9));
        assertThat(whole.table().stringColumn("edit").asList()).endsWith("recommended");
        assertThat(whole.plot().toString()).isNotEmpty();
        assertThatThrownBy(() -> logged.removal(0.6).run()).hasMessageContaining("is the log of another study");
    }

    @Test
    void theBuilderPrintsItsDefaultsAndItsStepsCanBeSwitchedOff() {
        LeastCollateral least =
                LeastCollateral.of(DIGITS).against(CAPITALS).neutral(NEUTRAL).layers(last);
        assertThat(least.toString())
                .isEqualTo("LeastCollateral of digits beside [capitals] in layers [" + last + "]: sink left alone,"
                        + " centred, deconfounded write, read of least energy, protected concepts nulled, no gate;"
                        + " strength 1.0");
        CollateralEdit edit = least.edit();
        assertThat(edit.guarantees())
                .containsExactlyInAnyOrder(
                        CollateralGuarantee.BENIGN_MEAN_KEPT,
                        CollateralGuarantee.PROTECTED_UNREAD,
                        CollateralGuarantee.PROTECTED_COVARIANCE_KEPT,
                        CollateralGuarantee.SINK_SPARED,
                        CollateralGuarantee.IDEMPOTENT);
        assertThat(edit.toString()).contains("strength 1.0, after the first token");
        assertThat(bench.displacement(edit, true)).containsOnlyKeys("capitals");
        CollateralTableResult gains = least.gains(0.3);
        assertThat(gains.arms())
                .containsExactly(
                        "no step",
                        "all steps",
                        "sink not spared",
                        "not centred",
                        "read along the write",
                        "nothing protected",
                        "softly protected, κ = 1",
                        "gate past half of benign text");
        assertThat(gains.ratio("digits", "no step")).isEqualTo(new Estimate(1, 1, 1, 2));
        CollateralEdit halved = least.edit(
                "halved",
                map -> dev.azimuth.direction.AffineMap.about(
                        org.nd4j.linalg.factory.Nd4j.zeros(map.write().dataType(), map.width()),
                        map.write().mul(0.5),
                        map.read()));
        assertThat(halved.arm()).hasToString("least-collateral, halved");
    }

    /** A detector of digits finds all of them, so that an ablation of digits leaves those as they are. */
    @Test
    void whatTheDetectorFindsIsLeftAlone() {
        CollateralEdit edit = bench.edit(CollateralArm.ablation(), last);
        CollateralEdit vetoed = edit.unless(DIGITS);
        var site = DIGITS.at(last).site();
        float[][] before = DIGITS.testRows(site);
        float[][] after = DIGITS.testRowsIn(vetoed.on(MODEL), site);
        double[] along = DIGITS.at(last).project(before);
        double middle = java.util.Arrays.stream(along).average().orElseThrow();
        int kept = 0;
        for (int i = 0; i < before.length; i++) {
            assertThat(java.util.Arrays.equals(before[i], after[i])).isEqualTo(along[i] > middle);
            kept += along[i] > middle ? 1 : 0;
        }
        assertThat(kept).isBetween(1, before.length - 1);
        assertThat(vetoed.guarantees())
                .contains(CollateralGuarantee.VETOED)
                .doesNotContain(CollateralGuarantee.GUARDED, CollateralGuarantee.IDEMPOTENT);
        assertThat(edit.guarantees()).contains(CollateralGuarantee.GUARDED);
    }

    @Test
    void theFrontierOfAModelAdvisesWithGuarantees() {
        FrontierResult result = Frontier.of(bench)
                .arms("ablation", "ACE", "least-collateral")
                .strengths(0.5, 1)
                .layers(last)
                .run();
        Advice advice = result.advise(0.3);
        assertThat(advice.holds()).isTrue();
        assertThat(advice.sentences()).last().asString().startsWith("It acts on the stream");
        assertThatThrownBy(() -> Frontier.of(bench).arms("other").run())
                .hasMessageContaining("No arm is called 'other'. Arms: [ablation, ACE, mean ablation, LEACE,");
    }
}
