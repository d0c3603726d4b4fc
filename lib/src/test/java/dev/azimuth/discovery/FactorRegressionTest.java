package dev.azimuth.discovery;

import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.testing.Expected;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Against numpy's least squares; the values are made by {@code src/test/reference/estimators.py}. */
class FactorRegressionTest {
    private final Expected expected = Expected.of("/estimators/factors.safetensors");
    private final INDArray x = Matrices.of(expected.rows("x"));
    private final INDArray z = Nd4j.createFromArray(expected.doubles("z")).reshape(80, 2);
    private final FactorRegression regression = FactorRegression.of(Moments.of(x, z), "trigger", "harm");

    @Test
    void writesAreTheLeastSquaresCoefficients() {
        assertThatTensor(regression.intercept()).isCloseTo(beta(0), 1e-6);
        assertThatTensor(regression.write("trigger")).isCloseTo(beta(1), 1e-6);
        assertThatTensor(regression.write("harm")).isCloseTo(beta(2), 1e-6);
    }

    @Test
    void shardsGiveWhatTheWholeGives() {
        Moments streamed = Stream.of(
                        NDArrayIndex.interval(0, 1), NDArrayIndex.interval(1, 33), NDArrayIndex.interval(33, 80))
                .map(part -> Moments.of(x.get(part, NDArrayIndex.all()), z.get(part, NDArrayIndex.all())))
                .reduce(Moments::plus)
                .orElseThrow();
        FactorRegression sharded = FactorRegression.of(streamed, "trigger", "harm");
        assertThatTensor(sharded.intercept()).isCloseTo(regression.intercept(), 1e-6);
        assertThatTensor(sharded.write("harm")).isCloseTo(regression.write("harm"), 1e-6);
    }

    private float[] beta(int row) {
        INDArray beta = Nd4j.createFromArray(expected.doubles("beta")).reshape(3, 12);
        return Matrices.floats(beta.getRow(row));
    }

    @Test
    void factorsThatComeTogetherInflateTheVariance() {
        double inflation = expected.doubles("inflation")[0];
        assertThat(inflation).isGreaterThan(1.1);
        assertThat(regression.varianceInflation("trigger")).isCloseTo(inflation, within(1e-10));
    }

    @Test
    void ofOneFactorItIsTheMeanDifference() {
        PairedRows rows = ReferencePairs.ROWS;
        assertThatTensor(FactorRegression.of(rows.moments(), "concept").write("concept"))
                .isCloseTo(rows.meanDifference(), 1e-6);
    }

    @Test
    void factorsThatCannotBeToldApartAreNamed() {
        INDArray first = z.getColumn(0).reshape(80, 1);
        INDArray opposite = first.neg().addi(1);
        Moments moments = Moments.of(x, Nd4j.hstack(z, opposite));
        assertThatThrownBy(() -> FactorRegression.of(moments, "trigger", "harm", "calm"))
                .hasMessage("The 80 rows cannot tell apart the factors " + Arrays.asList("trigger", "calm")
                        + ": each follows from the others or never changes. Add rows in which they differ.");
        assertThatThrownBy(() -> FactorRegression.of(moments, "trigger", "harm"))
                .hasMessage("There are 3 columns of labels and 2 names.");
        assertThatThrownBy(() -> regression.write("calm"))
                .hasMessage("No factor is called calm. There are [trigger, harm].");
        assertThat(regression).hasToString("FactorRegression of 80 rows on [trigger, harm]");
    }
}
