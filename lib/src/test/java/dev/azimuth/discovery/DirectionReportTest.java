package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.direction.Direction;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Estimate;
import org.junit.jupiter.api.Test;

class DirectionReportTest {
    private final Directions found =
            DirectionSearch.on(TinyModel.open()).of(TinyPairs.split()).meanDifference();

    @Test
    void numbersAreThoseOfTheirSources() {
        Direction best = found.best();
        DirectionReport report = found.report();
        Estimate left = report.estimate("AUC, each topic left out in turn");
        assertThat(left).isEqualTo(found.topicAuc(best));
        assertThat(left.n()).isEqualTo(30);
        assertThat(report.estimate("AUC of the best shortcut, within topics"))
                .isEqualTo(Shortcuts.of(TinyPairs.PAIRS).best().getValue());
        assertThat(report.estimate("AUC, and the layer chosen without it"))
                .isEqualTo(found.byTopic().auc());
        assertThat(report.estimate("AUC on the test part")).isEqualTo(found.testAuc(best));
        assertThat(report.estimate("cosine of the fits of two halves"))
                .isEqualTo(found.stability(best.layer()).splitHalf());
        assertThat(report.estimate("sink |cos|").value()).isEqualTo(found.sink().overlap(best));
    }

    @Test
    void whatDrawsAtRandomIsDrawnAgain() {
        DirectionReport report = found.refit(Ccs.ccs().starts(2)).report();
        assertThat(report.estimate("AUC of five seeds, mean and band").n()).isEqualTo(5);
        assertThat(report.estimate("cosine of the fits of two seeds").value()).isBetween(-1.0, 1.0);
        assertThatThrownBy(() -> found.report().estimate("cosine of the fits of two seeds"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void controlsCanFailAndAreShownBesideIt() {
        DirectionReport report = found.report(found.at(1));
        Estimate shuffled = report.estimate("AUC of shuffled labels, mean and band");
        assertThat(shuffled.low()).isLessThan(0.5);
        assertThat(shuffled.high()).isGreaterThan(0.5);
        assertThat(report.estimate("sink |cos| of shuffled labels, mean and band")
                        .n())
                .isEqualTo(20);
        assertThat(report.table().name())
                .isEqualTo("digits at blocks.1.hook_resid_post (mean difference), one of 3 layers compared");
        assertThat(report.toHtml()).contains("AUC of a random direction", "30 pairs of 10 topics", "6 test pairs");
        assertThatThrownBy(() -> report.estimate("luck"))
                .hasMessageStartingWith("The report has no 'luck'. It has [AUC, each topic left out in turn, ");
    }
}
