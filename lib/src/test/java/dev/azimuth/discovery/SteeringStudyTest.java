package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteeringStudyTest {
    private final HookedTransformer model = TinyModel.open();
    private final Directions found =
            DirectionSearch.on(model).of(TinyPairs.split()).meanDifference();
    private final SteeringStudy study = SteeringStudy.of(found)
            .strengths(-1, 1)
            .prose(new Prompts("prose", List.of("plain words", "more of them")))
            .prompted("digits", "Write digits.");

    @Test
    void pushesBothWaysFromWhereNothingIsDone() {
        List<SteeringCurves.Point> points = study.run().points();
        assertThat(points)
                .extracting(SteeringCurves.Point::way)
                .containsExactly("steered", "steered", "steered", "instruction");
        assertThat(points.get(0).effect().value()).isZero();
        assertThat(points.get(1).effect().value()).isNegative();
        assertThat(points.get(2).effect().value()).isPositive();
        assertThat(points.get(1).perplexity().value())
                .isNotEqualTo(points.get(0).perplexity().value());
    }

    @Test
    void showsTheInstructionBesideTheStrengths() {
        SteeringCurves curves = study.run();
        assertThat(curves.table().stringColumn("way").asList()).contains("instruction");
        assertThat(curves.plot().toHtml()).contains("+1.0", "instruction", "perplexity of ordinary prose");
    }

    @Test
    void knowsItsConcepts() {
        assertThatThrownBy(() -> study.prompted("letters", "Write letters."))
                .hasMessage("There is no concept 'letters' here, but [digits].");
        assertThatThrownBy(SteeringStudy::of).hasMessageStartingWith("Nothing to steer along.");
        assertThat(study)
                .hasToString("SteeringStudy of [digits] by [-1.0, 1.0] class gaps, with perplexity of prose,"
                        + " beside instructions {digits=Write digits.}");
    }
}
