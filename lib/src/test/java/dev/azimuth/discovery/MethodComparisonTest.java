package dev.azimuth.discovery;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.intervention.Steering.steering;
import static dev.azimuth.model.LogitDifference.logitDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.Direction;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class MethodComparisonTest {
    private final HookedTransformer model = TinyModel.open();
    private final Directions found =
            DirectionSearch.on(model).of(TinyPairs.split()).meanDifference();
    private final Direction mean = found.at(0);
    private final MethodComparison comparison = MethodComparison.of(found)
            .layer(0)
            .methods(MeanDifference.meanDifference(), PrincipalComponent.ofDifferences());

    @Test
    void everyWayIsARow() {
        ComparedMethods compared = comparison
                .trained("by hand", steering(mean), steering(mean).scale(-1), 3)
                .prompted("digits", "letters")
                .scoredBy(logitDifference("7", "g"))
                .run();
        Table table = compared.table();
        assertThat(table.stringColumn("method").asList())
                .containsExactly(
                        "mean difference",
                        "principal component of differences",
                        "shuffled labels (control)",
                        "by hand",
                        "instruction");
        assertThat(table.columnNames())
                .containsExactly(
                        "method",
                        "AUC by topic",
                        "cos with mean difference",
                        "readout in layer 2 (gaps)",
                        "logit of '7' less 'g'",
                        "sink |cos|",
                        "seconds");
        assertThat(table.doubleColumn("cos with mean difference").get(0)).isCloseTo(1, within(1e-6));
        // The intervention by hand is the first row's, so it does the same.
        for (String measured : List.of("readout in layer 2 (gaps)", "logit of '7' less 'g'")) {
            assertThat(table.stringColumn(measured).get(3))
                    .isEqualTo(table.stringColumn(measured).get(0));
        }
        assertThat(table.stringColumn("AUC by topic").get(4)).isEqualTo("–");
        assertThat(compared.toHtml()).contains("What each way does to digits", "What more pairs bring each method");
    }

    /** Half of towards minus away, of each test text, in the units of the readout's classes. */
    @Test
    void theEffectIsThatOfSteering() {
        Direction readout = found.at(2);
        List<String> texts = Stream.concat(
                        found.data().test().positives().stream(), found.data().test().negatives().stream())
                .toList();
        double sum = 0;
        for (String text : texts) {
            sum += (read(model.with(steering(mean).scale(2)), text, readout)
                            - read(model.with(steering(mean).scale(-2)), text, readout))
                    / 2
                    / readout.gap()
                    / texts.size();
        }
        PushEffect effect = new PushEffect(found, readout, null);
        assertThat(effect.onReadout(
                                Push.by(model.with(steering(mean).scale(2))),
                                Push.by(model.with(steering(mean).scale(-2))))
                        .value())
                .isCloseTo(sum, within(1e-4));
        assertThat(sum).isPositive();
    }

    private static double read(HookedTransformer changed, String text, Direction readout) {
        var stream = changed.runWithCache(text, residPost(2)).cache().host(residPost(2));
        return readout.project(new float[][] {stream.row(0, stream.shape()[1] - 1)})[0];
    }

    @Test
    void everyNumberOfPairsIsARowOfTheCost() {
        ComparedMethods compared = comparison.run();
        Table examples = compared.examples();
        assertThat(examples.intColumn("pairs").asList()).containsExactly(8, 16, 18, 8, 16, 18);
        assertThat(examples.doubleColumn("seconds").min()).isPositive();
        assertThat(examples.doubleColumn("cos with all pairs").get(1)).isBetween(0.5, 0.9999);
        assertThat(examples.doubleColumn("cos with all pairs").get(2)).isCloseTo(1, within(1e-6));
        assertThat(examples.columnNames()).doesNotContain("readout in layer 2 (gaps)");
        assertThatThrownBy(compared::effectsOfFewerPairs)
                .hasMessage("Only the fits of all pairs were steered by. Add effectsOfFewerPairs() before run().");
    }

    @Test
    void fitsOfFewerPairsAreSteeredByWhereThatIsAskedFor() {
        ComparedMethods compared = comparison
                .scoredBy(logitDifference("7", "g"))
                .effectsOfFewerPairs()
                .run();
        Table examples = compared.examples();
        // The fit of all pairs is the one that the first table steers by.
        for (String measured : List.of("readout in layer 2 (gaps)", "logit of '7' less 'g'")) {
            assertThat(examples.stringColumn(measured).get(2))
                    .isEqualTo(compared.table().stringColumn(measured).get(0));
            assertThat(examples.stringColumn(measured).get(0))
                    .isNotEqualTo(examples.stringColumn(measured).get(2));
        }
        assertThat(compared.toHtml()).contains("What steering by fewer pairs does to digits");
    }
}
