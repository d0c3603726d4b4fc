package dev.azimuth.tensor;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.testing.RandomRows;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class MomentsTest {
    private final INDArray x =
            Matrices.of(RandomRows.normal(500, 7, 1)).addi(1000); // far from 0, where sums of squares fail
    private final INDArray z = Matrices.of(RandomRows.normal(500, 2, 2));

    @Test
    void shardsOfAnySizeAddUpToTheWhole() {
        Moments whole = Moments.of(x, z);
        Moments streamed = Stream.of(0, 1, 130, 131, 400)
                .map(from -> Moments.of(part(x, from), part(z, from)))
                .reduce(Moments::plus)
                .orElseThrow();
        assertThat(streamed.count()).isEqualTo(500);
        assertThatMatrix(streamed.mean()).isCloseTo(whole.mean(), 1e-14);
        assertThatMatrix(streamed.labelMean()).isCloseTo(whole.labelMean(), 1e-13);
        assertThatMatrix(streamed.covariance()).isCloseTo(whole.covariance(), 1e-11);
        assertThatMatrix(streamed.labelCovariance()).isCloseTo(whole.labelCovariance(), 1e-13);
        assertThatMatrix(streamed.crossCovariance()).isCloseTo(whole.crossCovariance(), 1e-11);
    }

    /** From {@code from} to where the next shard begins. */
    private static INDArray part(INDArray rows, int from) {
        int to = from == 0 ? 1 : from == 1 ? 130 : from == 130 ? 131 : from == 131 ? 400 : 500;
        return rows.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
    }

    @Test
    void covariancesAreThoseOfTheirDefinition() {
        Moments moments = Moments.of(
                Nd4j.createFromArray(new double[][] {{1, 2}, {3, 6}}), Nd4j.createFromArray(new double[][] {{0}, {1}}));
        assertThatMatrix(moments.covariance()).isCloseTo(Nd4j.createFromArray(new double[][] {{1, 2}, {2, 4}}), 1e-15);
        assertThatMatrix(moments.crossCovariance()).isCloseTo(Nd4j.createFromArray(new double[][] {{0.5}, {1}}), 1e-15);
        assertThat(moments.labelCovariance().getDouble(0)).isEqualTo(0.25);
        assertThat(moments).hasToString("Moments of 2 rows of [2, 1] numbers (activations, labels)");
    }

    /** Rows of a model are float32, in which the variance of what lies far from 0 is lost. */
    @Test
    void rowsOfLessPrecisionAreSummedInFloat64() {
        INDArray rows = x.castTo(DataType.FLOAT);
        Moments whole = Moments.of(rows, z.castTo(DataType.FLOAT));
        assertThat(whole.covariance().dataType()).isEqualTo(DataType.DOUBLE);
        assertThatMatrix(whole.covariance())
                .isCloseTo(Moments.of(rows.castTo(DataType.DOUBLE)).covariance(), 1e-12);
        assertThatMatrix(Moments.of(rows).labelled(1).covariance()).isCloseTo(whole.covariance(), 1e-12);
    }

    @Test
    void classesLabelledOneByOneAddUpToAllRowsAndTheirLabels() {
        INDArray labels = Nd4j.zeros(x.dataType(), 500, 2);
        labels.get(NDArrayIndex.interval(0, 130), NDArrayIndex.point(0)).assign(1);
        labels.get(NDArrayIndex.interval(130, 500), NDArrayIndex.point(1)).assign(1);
        Moments first = Moments.of(x.get(NDArrayIndex.interval(0, 130), NDArrayIndex.all()))
                .labelled(1, 0);
        Moments second = Moments.of(x.get(NDArrayIndex.interval(130, 500), NDArrayIndex.all()))
                .labelled(0, 1);
        Moments whole = Moments.of(x, labels);
        Moments sum = first.plus(second);
        assertThatMatrix(sum.labelMean()).isCloseTo(whole.labelMean(), 1e-14);
        assertThatMatrix(sum.covariance()).isCloseTo(whole.covariance(), 1e-11);
        assertThatMatrix(sum.labelCovariance()).isCloseTo(whole.labelCovariance(), 1e-13);
        assertThatMatrix(sum.crossCovariance()).isCloseTo(whole.crossCovariance(), 1e-10);
        assertThatThrownBy(() -> whole.labelled(1)).hasMessage("These moments are of rows that have 2 labels already.");
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        assertThatThrownBy(() -> Moments.of(x, part(z, 400)))
                .hasMessage("There are 500 rows of activations and 100 rows of labels. Give a row of labels for each.");
        assertThatThrownBy(() -> Moments.of(x).plus(Moments.of(x, z)))
                .hasMessage("Moments of [7, 0] numbers do not add to those of [7, 2].");
        assertThatThrownBy(() -> Moments.of(x).crossCovariance())
                .hasMessage("These moments are of rows without labels. Make them by Moments.of(x, z).");
    }
}
