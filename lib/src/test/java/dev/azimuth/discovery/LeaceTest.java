package dev.azimuth.discovery;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Svd;
import dev.azimuth.testing.RandomRows;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Against concept-erasure; the values are made by {@code src/test/reference/estimators.py}. */
class LeaceTest {
    private static final int D = LabelledRows.D;

    @ParameterizedTest
    @ValueSource(strings = {"binary", "classes"})
    void erasedRowsAreThoseOfConceptErasure(String name) {
        ReferenceErasure reference = ReferenceErasure.of(name);
        assertThatMatrix(Leace.of(reference.moments()).apply(reference.x()))
                .isCloseTo(reference.expected("leace"), 1e-9);
        assertThatMatrix(Leace.shrunk(reference.moments()).apply(reference.x()))
                .isCloseTo(reference.expected("leace_shrunk"), 1e-9);
    }

    @Test
    void ofTwoClassesItIsTheFormula() {
        Moments moments = ReferencePairs.ROWS.moments();
        INDArray sigma = moments.crossCovariance();
        AffineMap map = Leace.of(moments);
        INDArray read = map.read().mul(map.write().getDouble(0, 0) / sigma.getDouble(0, 0));
        assertThatMatrix(map.write().mul(sigma.getDouble(0, 0) / map.write().getDouble(0, 0)))
                .isCloseTo(sigma, 1e-12);
        assertThatMatrix(sigma.transpose().mmul(read)).isCloseTo(Nd4j.ones(read.dataType(), 1, 1), 1e-12);
        INDArray along = moments.covariance().mmul(read); // Σb is parallel to σ
        assertThatMatrix(along.mul(sigma.getDouble(0, 0) / along.getDouble(0, 0)))
                .isCloseTo(sigma, 1e-10);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 20})
    void nothingLinearIsLeftAndTheRestIsKept(int classes) {
        LabelledRows rows = LabelledRows.of(classes);
        INDArray x = rows.x();
        INDArray z = rows.z();
        Moments moments = rows.moments();
        double oracle = squaredError(OracleLeace.of(moments).apply(x, z), x);
        List<Function<Moments, AffineMap>> erasers = List.of(Leace::of, Leace::shrunk, Sal::of);
        for (Function<Moments, AffineMap> eraser : erasers) {
            AffineMap map = eraser.apply(moments);
            INDArray erased = map.apply(x);
            assertThat(map.rank()).isEqualTo(classes - 1);
            assertThatMatrix(map.apply(erased)).isCloseTo(erased, 1e-12);
            assertThatMatrix(erased.mean(0)).isCloseTo(x.mean(0), 1e-12);
            double[] moved =
                    Svd.of(x.sub(erased).transpose().mmul(x.sub(erased))).singularValues();
            assertThat(moved[classes - 1]).isLessThan(1e-12 * moved[0]);
            Moments after = Moments.of(erased, z);
            assertThat(after.crossCovariance().amaxNumber().doubleValue()).isLessThan(1e-13);
            assertThat(trace(after)).isLessThan(trace(moments));
            assertThat(squaredError(erased, x)).isGreaterThan(oracle);
        }
        assertThat(squaredError(Leace.of(moments).apply(x), x))
                .isLessThan(squaredError(Leace.shrunk(moments).apply(x), x))
                .isLessThan(squaredError(Sal.of(moments).apply(x), x));
    }

    @Test
    void batchesGiveTheMapOfTheWhole() {
        LabelledRows rows = LabelledRows.of(3);
        INDArray x = rows.x();
        INDArray z = rows.z();
        Moments streamed = IntStream.range(0, 16)
                .mapToObj(batch -> NDArrayIndex.interval(batch * 128, (batch + 1) * 128))
                .map(part -> Moments.of(x.get(part, NDArrayIndex.all()), z.get(part, NDArrayIndex.all())))
                .reduce(Moments::plus)
                .orElseThrow();
        Moments whole = rows.moments();
        assertThatMatrix(Leace.of(streamed).apply(x)).isCloseTo(Leace.of(whole).apply(x), 1e-10);
        assertThatMatrix(Leace.shrunk(streamed).apply(x))
                .isCloseTo(Leace.shrunk(whole).apply(x), 1e-10);
        assertThatMatrix(Sal.of(streamed).apply(x)).isCloseTo(Sal.of(whole).apply(x), 1e-10);
        assertThatMatrix(OracleLeace.of(streamed).apply(x, z))
                .isCloseTo(OracleLeace.of(whole).apply(x, z), 1e-10);
    }

    @Test
    void fewerRowsThanDimensionsAreErasedToo() {
        PairedRows rows =
                PairedRows.of(RandomRows.moved(RandomRows.normal(30, D, 1), 3, 5), RandomRows.normal(30, D, 2));
        INDArray x = Matrices.of(rows.all());
        for (AffineMap map : List.of(Leace.of(rows.moments()), Leace.shrunk(rows.moments()))) {
            INDArray erased = map.apply(x);
            INDArray positive = erased.get(NDArrayIndex.interval(0, 30), NDArrayIndex.all());
            INDArray negative = erased.get(NDArrayIndex.interval(30, 60), NDArrayIndex.all());
            assertThat(positive.mean(0).sub(negative.mean(0)).amaxNumber().doubleValue())
                    .isLessThan(1e-11);
            assertThatMatrix(map.apply(erased)).isCloseTo(erased, 1e-11);
        }
    }

    @Test
    void labelsThatNeverChangeAreRefused() {
        INDArray x = Matrices.of(RandomRows.normal(10, 4, 1));
        INDArray z = Nd4j.ones(x.dataType(), 10, 1);
        assertThatThrownBy(() -> Leace.of(Moments.of(x, z)))
                .hasMessage(
                        "The labels of the 10 rows do not vary together with them; there is nothing to erase. Do all rows have the same label?");
    }

    private static double squaredError(INDArray a, INDArray b) {
        INDArray difference = a.sub(b);
        return difference.mul(difference).sumNumber().doubleValue();
    }

    private static double trace(Moments moments) {
        return Nd4j.diag(moments.covariance()).sumNumber().doubleValue();
    }
}
