package dev.azimuth.discovery;

import static dev.azimuth.discovery.ReferencePairs.ROWS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class LearningCurveTest {
    private final PairedRows heldOut = ROWS.take(IntStream.range(40, 60).toArray());
    private final LearningCurve curve = Stability.of(
                    LinearDiscriminant.linearDiscriminant(),
                    ROWS.take(IntStream.range(0, 40).toArray()))
            .learningCurve(heldOut);

    @Test
    void morePairsBringTheFitOfAllNearerAndTellUnseenPairsBetter() {
        Table table = curve.table();
        assertThat(table.intColumn("pairs").asList()).containsExactly(8, 16, 32, 40);
        double[] cosines = table.doubleColumn("cosine").asDoubleArray();
        assertThat(cosines[0]).isLessThan(cosines[1]);
        assertThat(cosines[1]).isLessThan(cosines[2]);
        assertThat(cosines[3]).isEqualTo(1);
        double[] aucs = table.doubleColumn("AUC").asDoubleArray();
        assertThat(aucs[0]).isLessThan(aucs[3]);
        for (int i = 0; i < 3; i++) {
            assertThat(table.doubleColumn("AUC low").get(i)).isLessThan(aucs[i]);
            assertThat(table.doubleColumn("AUC high").get(i)).isGreaterThan(aucs[i]);
        }
    }

    @Test
    void isShownAsAFigureAndATable() {
        assertThat(curve.plot().toString()).contains("linear discriminant");
        assertThat(curve.toHtml()).contains("Learning curve: linear discriminant, 20 held-out pairs");
        assertThat(curve.toString()).contains("pairs");
    }
}
