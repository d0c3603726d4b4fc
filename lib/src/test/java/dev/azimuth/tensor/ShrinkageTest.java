package dev.azimuth.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.testing.RandomRows;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What either shrinks by is compared with other implementations in the tests of the discriminant and of LEACE. */
class ShrinkageTest {
    @Test
    void roundCloudsAreDrawnFarAndStretchedOnesOfManyRowsHardlyAtAll() {
        assertThat(shares(20, 40, 1)).allMatch(share -> share > 0.9);
        assertThat(shares(4000, 5, 100)).allMatch(share -> share < 0.01);
    }

    /** By both rules, for rows whose first coordinate is stretched. */
    private static List<Double> shares(int n, int d, double stretch) {
        INDArray rows = Matrices.of(RandomRows.normal(n, d, 1));
        rows.getColumn(0).muli(stretch);
        INDArray centred = rows.subRowVector(rows.mean(0));
        return List.of(
                Shrinkage.ledoitWolf(centred, PrincipalAxes.of(centred)),
                Shrinkage.bodnar(Moments.of(rows).covariance(), n));
    }

    @Test
    void theTraceStays() {
        INDArray covariance =
                Moments.of(Matrices.of(RandomRows.normal(9, 6, 1))).covariance();
        INDArray shrunk = Shrinkage.apply(covariance, 0.3);
        assertThat(Nd4j.diag(shrunk).sumNumber().doubleValue())
                .isCloseTo(Nd4j.diag(covariance).sumNumber().doubleValue(), within(1e-13));
        assertThat(shrunk.getDouble(0, 1)).isCloseTo(0.7 * covariance.getDouble(0, 1), within(1e-15));
    }
}
