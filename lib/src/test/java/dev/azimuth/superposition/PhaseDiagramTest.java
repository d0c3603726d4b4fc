package dev.azimuth.superposition;

import static dev.azimuth.superposition.Phase.DEDICATED;
import static dev.azimuth.superposition.Phase.NOT_REPRESENTED;
import static dev.azimuth.superposition.Phase.SUPERPOSITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PhaseDiagramTest {
    private static final PhaseDiagram DIAGRAM =
            PhaseDiagram.of(new double[] {1, 0.3, 0.03}, new double[] {0.1, 0.7, 1.5, 10});

    @Test
    void denseFeaturesCompeteAndRareOnesShare() {
        assertThat(DIAGRAM.trained(0, 0)).isEqualTo(NOT_REPRESENTED);
        assertThat(DIAGRAM.trained(0, 3)).isEqualTo(DEDICATED);
        assertThat(DIAGRAM.trained(2, 1)).isEqualTo(SUPERPOSITION);
        assertThat(DIAGRAM.trained(2, 2)).isEqualTo(SUPERPOSITION);
        assertThat(DIAGRAM.agreement()).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void theoryHasTheLossesThatASimulationHas() {
        double p = 0.4;
        SplittableRandom random = new SplittableRandom(1);
        double left = 0;
        double both = 0;
        int n = 200_000;
        for (int i = 0; i < n; i++) {
            double x = random.nextDouble() < p ? random.nextDouble() : 0;
            double y = random.nextDouble() < p ? random.nextDouble() : 0;
            left += Math.pow(y - p / 2, 2) / n;
            both += (Math.pow(Math.max(0, x - y) - x, 2) + Math.pow(Math.max(0, y - x) - y, 2)) / n;
        }
        assertThat(Phase.predicted(p, 1)).isEqualTo(both < left ? SUPERPOSITION : NOT_REPRESENTED);
        double border = both / (2 * left - both); // where leaving out costs as much: left·i = both·(1 + i)/2
        assertThat(Phase.predicted(p, border * 0.95)).isEqualTo(NOT_REPRESENTED);
        assertThat(Phase.predicted(p, border * 1.05)).isEqualTo(SUPERPOSITION);
        assertThat(Phase.predicted(p, 1.05 / border)).isEqualTo(DEDICATED);
    }

    @Test
    void oneCellIsNoDiagram() {
        assertThatThrownBy(() -> PhaseDiagram.of(1)).hasMessage("A phase diagram of 1 by 1 cells. Give 2 or more.");
    }

    @Test
    void itSaysWhereTheoryDiffers() {
        assertThat(DIAGRAM.table().rowCount()).isEqualTo(12);
        assertThat(DIAGRAM.table().stringColumn("predicted").get(0)).isEqualTo("not represented");
        assertThat(DIAGRAM.plot().toSvg()).contains("importance of the second feature", "in superposition");
        assertThat(DIAGRAM).asString().startsWith("PhaseDiagram: 3 probabilities x 4 importances, ");
    }
}
