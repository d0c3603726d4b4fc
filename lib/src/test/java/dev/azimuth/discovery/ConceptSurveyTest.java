package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Estimate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConceptSurveyTest {
    private final ConceptSurvey survey = ConceptSurvey.of(TinyModel.open(), List.of(TinyPairs.PAIRS));

    @Test
    void aConceptIsJudgedByTopicsLeftOut() {
        ConceptSurvey.Concept digits = survey.concepts().get(0);
        assertThat(digits.name()).isEqualTo("digits");
        assertThat(digits.pairs()).isEqualTo(30);
        assertThat(digits.topics()).isEqualTo(10);
        assertThat(digits.times()).isBetween(5, 10);
        assertThat(digits.auc().n()).isEqualTo(30);
        assertThat(digits.shuffled().value()).isBetween(0.3, 0.7);
        assertThat(digits.halves().high()).isLessThanOrEqualTo(1);
        assertThat(survey.plot()).asString().contains("can be seen to represent");
    }

    /** A digit in the second place is what a bag of words sees at once, and nothing is said to be beyond that. */
    @Test
    void aConceptIsHeldAgainstTheBestShortcutOfItsOwnData() {
        ConceptSurvey.Concept digits = survey.concepts().get(0);
        Map.Entry<String, Estimate> best = Shortcuts.of(TinyPairs.PAIRS).best();
        assertThat(digits.shortcutName()).isEqualTo(best.getKey());
        assertThat(digits.shortcut()).isEqualTo(best.getValue());
        assertThat(digits.isBeyondShortcut())
                .isEqualTo(digits.within().low() > best.getValue().high()
                        && digits.auc().low() > digits.shuffled().high());
        assertThat(survey.table().stringColumn("beyond it").get(0)).isEqualTo(digits.isBeyondShortcut() ? "yes" : "no");
        assertThat(survey.table().stringColumn("best shortcut").get(0)).startsWith(best.getKey());
    }

    @Test
    void markdownHasARowForEach() {
        assertThat(survey.markdown().lines().toList())
                .hasSize(3)
                .first()
                .asString()
                .startsWith(
                        "| contrast | pairs | topics | layer | AUC | AUC within topics | best shortcut | beyond it |");
        assertThat(survey.markdown().lines().skip(2)).first().asString().startsWith("| digits | 30 | 10 | ");
    }
}
