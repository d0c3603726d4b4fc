package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.model.TinyModel;
import java.util.List;
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

    /** Nothing was measured of pairs that do not come with the library, and nothing is claimed. */
    @Test
    void withoutAShortcutNothingIsSaidToBeBeyondIt() {
        assertThat(survey.concepts().get(0).isBeyondShortcut()).isFalse();
        assertThat(survey.table().stringColumn("beyond it").get(0)).isEqualTo("not measured");
        assertThat(survey.table().stringColumn("best shortcut").get(0)).isEqualTo("–");
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

    @Test
    void shippedShortcutsAreTakenFromTheirTable() {
        ContrastivePairs named = new ContrastivePairs("question", "digit", "letter", TinyPairs.PAIRS.pairs());
        ConceptSurvey.Concept question =
                ConceptSurvey.of(TinyModel.open(), List.of(named)).concepts().get(0);
        assertThat(question.shortcutName()).isEqualTo("first word");
        assertThat(question.isBeyondShortcut()).isEqualTo(question.within().low() > 1);
    }
}
