package dev.azimuth.superposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Shrinkage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.inverse.InvertMatrix;

class LayerGeometryTest {
    private static final List<Direction> BANK =
            List.of(direction("a", 1, 0, 0), direction("b", 1, 1, 0), direction("c", 0, 0, -2));
    private static final Moments NEUTRAL = neutral();
    private static final LayerGeometry GEOMETRY = LayerGeometry.of(BANK, NEUTRAL);

    private static Direction direction(String name, float... vector) {
        return Direction.of(name, "by hand", HookName.residPost(4), vector, 1);
    }

    private static Moments neutral() {
        SplittableRandom random = new SplittableRandom(2);
        double[][] rows = new double[200][3];
        for (double[] row : rows) {
            double shared = random.nextGaussian();
            row[0] = 3 * shared;
            row[1] = shared + random.nextGaussian();
            row[2] = 0.5 * random.nextGaussian();
        }
        return Moments.of(Nd4j.create(rows));
    }

    @Test
    void cosinesAreThoseOfTheDirections() {
        double half = Math.sqrt(0.5);
        assertThat(Matrices.rows(GEOMETRY.gram())[0]).containsExactly(new double[] {1, half, 0}, within(1e-6));
        assertThat(GEOMETRY.coherence()).isCloseTo(half, within(1e-6));
        assertThat(GEOMETRY.meanCosine()).isCloseTo(half / 3, within(1e-6));
    }

    @Test
    void whitenedCosinesAreThoseOfTheInverseCovariance() {
        INDArray covariance = NEUTRAL.covariance();
        INDArray inverse = InvertMatrix.invert(Shrinkage.apply(covariance, Shrinkage.bodnar(covariance, 200)), false);
        INDArray a = Matrices.column(1, 0, 0);
        INDArray b = Matrices.column(1, 1, 0);
        double expected = inner(a, inverse, b) / Math.sqrt(inner(a, inverse, a) * inner(b, inverse, b));
        assertThat(GEOMETRY.whitenedGram().getDouble(0, 1)).isCloseTo(expected, within(1e-6));
        assertThat(expected).isLessThan(0);
        double share = covariance.getDouble(0, 0)
                / (covariance.getDouble(0, 0) + covariance.getDouble(1, 1) + covariance.getDouble(2, 2));
        assertThat(GEOMETRY.varianceShares()[0]).isCloseTo(share, within(1e-6));
    }

    private static double inner(INDArray a, INDArray metric, INDArray b) {
        return a.transpose().mmul(metric).mmul(b).getDouble(0);
    }

    @Test
    void eachFeatureHasItsShareAndItsAngle() {
        double[] d = GEOMETRY.dimensionality().values();
        assertThat(d[0]).isCloseTo(2.0 / 3, within(1e-6));
        assertThat(d[2]).isCloseTo(1, within(1e-6));
        assertThat(GEOMETRY.dimensionality().shareOfCapacity()[2]).isCloseTo(1.0 / 3, within(1e-6));
        assertThat(GEOMETRY.anglesToOthers()).containsExactly(new double[] {45, 45, 90}, within(1e-3));
    }

    @Test
    void aFeatureThatTheOthersSpanHasNoAngleToThem() {
        List<Direction> dependent =
                List.of(BANK.get(0), BANK.get(1), direction("a again", 2, 0, 0), direction("d", 0, 0, 1));
        assertThat(LayerGeometry.of(dependent, NEUTRAL).anglesToOthers())
                .containsExactly(new double[] {0, 45, 0, 90}, within(0.05));
    }

    @Test
    void theWelchBoundIsThatOfTheFormula() {
        assertThat(LayerGeometry.welchBound(1152, 576)).isCloseTo(0.0295, within(5e-5));
        assertThat(LayerGeometry.welchBound(49152, 576)).isCloseTo(0.0414, within(5e-5));
        assertThat(LayerGeometry.welchBound(3, 2)).isCloseTo(0.5, within(1e-12));
        assertThat(LayerGeometry.welchBound(9, 576)).isZero();
    }

    @Test
    void itIsATableAFigureAndANetwork() {
        assertThat(GEOMETRY.table().stringColumn("nearest").asList()).startsWith("b", "a");
        assertThat(GEOMETRY.table().doubleColumn("its cosine").get(1)).isCloseTo(Math.sqrt(0.5), within(1e-6));
        assertThat(GEOMETRY.table()
                        .doubleColumn("95 % band of shuffled labels (±)")
                        .isMissing(0))
                .isTrue();
        double[][] bands = {{Double.NaN, 0.2, 0.3}, {0.2, Double.NaN, 0.1}, {0.3, 0.1, Double.NaN}};
        assertThat(GEOMETRY.bands(bands).plot().toSvg())
                .contains("3 features in layer 4, neutral tokens n = 200; shuffled labels reach ±0.30", "a (Σ⁻¹)");
        assertThat(GEOMETRY.network(0.5).toSvg()).contains("linked where |cosine| ≥ 0.5");
        assertThatThrownBy(() -> LayerGeometry.of(BANK.subList(0, 1), NEUTRAL))
                .hasMessage("The geometry of 1 feature is not defined. Give at least two.");
        assertThatThrownBy(() -> LayerGeometry.of(List.of(BANK.get(0), direction("d", 1, 0)), NEUTRAL))
                .hasMessageContaining("d has 2 numbers, but what it is to act on has 3");
    }
}
