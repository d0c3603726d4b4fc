package dev.azimuth.discovery;

import static dev.azimuth.discovery.ProbeScores.probeScores;
import static dev.azimuth.intervention.Ablation.ablation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Evaluation;
import dev.azimuth.evaluation.EvaluationResult;
import dev.azimuth.intervention.ConceptEdit;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Estimate;
import org.junit.jupiter.api.Test;

class ProbeScoresTest {
    private final HookedTransformer model = TinyModel.open();
    private final Directions found =
            DirectionSearch.on(model).of(TinyPairs.split()).meanDifference();
    private final Direction best = found.best();

    @Test
    void whatIsGoneAlongTheDirectionCanBeReadAnewOnlyIfItMoved() {
        EvaluationResult result = Evaluation.of(model)
                .against("ablated", model.with(ablation(best)))
                .against("halved", model.with(ConceptEdit.clamp(best, 0).strength(0.5)))
                .metric(probeScores(found))
                .run();
        assertThat(result.estimate("before", ProbeScores.GAP, "digits").value()).isCloseTo(1, within(1e-6));
        assertThat(result.estimate("halved", ProbeScores.GAP, "digits").value()).isCloseTo(0.5, within(1e-4));
        assertThat(result.estimate("ablated", ProbeScores.GAP, "digits").value())
                .isCloseTo(0, within(1e-4));
        Estimate before = result.estimate("before", ProbeScores.FROZEN, "digits");
        assertThat(before).isEqualTo(found.testAuc(best));
        assertThat(result.estimate("halved", ProbeScores.FROZEN, "digits").value())
                .isCloseTo(before.value(), within(1e-12));
        assertThat(result.estimate("ablated", ProbeScores.REFITTED, "digits").value())
                .isBetween(0.0, 1.0);
        assertThat(result.metrics()).containsExactly(ProbeScores.GAP, ProbeScores.FROZEN, ProbeScores.REFITTED);
    }

    @Test
    void refusesAnotherModel() {
        assertThatThrownBy(() -> probeScores(found).on(TinyModel.open()))
                .hasMessageStartingWith("The directions of digits were found in another model");
    }
}
