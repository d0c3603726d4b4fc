package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Estimate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontierTest {
    /** Effect λ·e and collateral λ²·c by arm; "coarse" moves what is protected, "gated" is best and never reaches 0.9. */
    private static final class Made implements FrontierBench {
        final List<String> measured = new ArrayList<>();

        @Override
        public FrontierScore score(FrontierChoice choice, Part part) {
            measured.add(part + " " + choice);
            double lambda = choice.strength();
            double effect = switch (choice.arm()) {
                case "coarse" -> 0.8 * lambda;
                case "fine" -> 0.6 * lambda;
                default -> Math.min(0.5, 0.6 * lambda);
            };
            double cost = switch (choice.arm()) {
                case "coarse" -> 1;
                case "fine" -> 0.2;
                default -> 0.05;
            };
            double shift = part == Part.TEST ? 0.1 : 0;
            return new FrontierScore(
                    new Estimate(effect - shift, effect - shift - 0.05, effect - shift + 0.05, 24),
                    Estimate.exact(cost * lambda * lambda, 12),
                    Map.of("truth", choice.arm().equals("coarse") ? lambda : 0.1 * lambda));
        }

        @Override
        public String effectName() {
            return "share removed";
        }

        @Override
        public String collateralName() {
            return "nats";
        }

        @Override
        public String study() {
            return "made up";
        }
    }

    private final Made bench = new Made();
    private final Frontier frontier =
            Frontier.of(bench, List.of("coarse", "fine", "gated")).strengths(0.5, 1, 1.5);

    @Test
    void theFrontHoldsWhatNothingBeats() {
        FrontierResult result = frontier.run();
        assertThat(result.size()).isEqualTo(9);
        assertThat(result.front().stream().map(FrontierChoice::toString))
                .containsExactly(
                        "gated in layer 0 at strength 0.5",
                        "gated in layer 0 at strength 1.0",
                        "fine in layer 0 at strength 1.0",
                        "fine in layer 0 at strength 1.5",
                        "coarse in layer 0 at strength 1.5");
        // steps of effect at worst − cost: .3 of .9875, .2 of .95, .1 of .8, .3 of .55; coarse costs more than the
        // worst
        assertThat(result.hypervolume(1)).isCloseTo(0.3 * 0.9875 + 0.2 * 0.95 + 0.1 * 0.8 + 0.3 * 0.55, within(1e-12));
    }

    @Test
    void atAMatchedEffectTheCollateralIsInterpolated() {
        var matched = frontier.run().matched(0.6);
        assertThat(matched.stringColumn("edit").asList())
                .containsExactly("fine in layer 0", "coarse in layer 0", "gated in layer 0");
        assertThat(matched.doubleColumn("collateral").get(0)).isCloseTo(0.2, within(1e-12));
        assertThat(matched.doubleColumn("collateral").get(1)).isCloseTo(0.625, within(1e-12)); // of .25 and 1
        assertThat(matched.doubleColumn("collateral").isMissing(2)).isTrue();
    }

    @Test
    void theAdviceIsChosenOnValidationAndMeasuredOnTestOnce(@TempDir Path folder) {
        Frontier logged = frontier.log(folder.resolve("log.jsonl"));
        Advice advice = logged.run().advise(0.55);
        assertThat(advice.choice().toString()).isEqualTo("fine in layer 0 at strength 1.0");
        assertThat(bench.measured).filteredOn(each -> each.startsWith("TEST")).hasSize(1);
        assertThat(advice.holds()).isFalse();
        assertThat(advice.sentences())
                .contains("On test data: share removed 0.50 [0.45, 0.55], nats 0.20.")
                .contains("That is less than was asked for, by no more than chance may do.");
        assertThat(logged.run().advise(0.55)).hasToString(advice.toString());
        assertThat(bench.measured).hasSize(10); // nothing was measured again
        assertThat(bench.measured).filteredOn(each -> each.startsWith("TEST")).hasSize(1);
    }

    @Test
    void noEditBeyondABudgetIsChosen() {
        Frontier bounded = frontier.budget("truth", 0.12);
        Advice advice = bounded.run().advise(0.5);
        assertThat(advice.validation().displacement().get("truth")).isLessThanOrEqualTo(0.12);
        assertThat(advice.sentences()).contains("Every budget holds on test data.");
        assertThatThrownBy(() -> bounded.run().advise(0.85))
                .hasMessage("All 2 edits with an effect of 0.85 move a protected feature beyond its budget, [truth]."
                        + " Raise that budget, or ask for less.");
        assertThatThrownBy(() -> frontier.run().advise(2))
                .hasMessageContaining("None of 9 edits has an effect of 2.0; the largest is")
                .hasMessageContaining("Try larger strengths or more layers");
        assertThatThrownBy(() -> frontier.budget("humor", 1).run().advise(0.5))
                .hasMessageContaining("[humor]"); // what was not measured keeps no budget
    }

    @Test
    void aSearchFindsTheCheapestAndGoesOnWhereItStopped(@TempDir Path folder) {
        Frontier logged = frontier.budget("truth", 0.5).log(folder.resolve("log.jsonl"));
        FrontierResult whole = frontier.budget("truth", 0.5).search(FrontierSearch.tpe(), 0.55, 40);
        int before = bench.measured.size();
        logged.search(FrontierSearch.tpe(), 0.55, 15);
        FrontierResult resumed = logged.search(FrontierSearch.tpe(), 0.55, 40);
        assertThat(bench.measured.size() - before).isEqualTo(40);
        assertThat(resumed.table().toString()).isEqualTo(whole.table().toString());
        Advice advice = resumed.advise(0.55);
        assertThat(advice.choice().arm()).isEqualTo("fine");
        assertThat(advice.validation().effect().value()).isBetween(0.55, 0.62);
    }

    @Test
    void theFigureSetsTheFrontApart() {
        assertThat(frontier.run().plot().toString()).isNotEmpty();
        assertThat(frontier.toString()).contains("strengths [0.5, 1.0, 1.5]");
    }
}
