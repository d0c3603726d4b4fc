package dev.azimuth.testing;

import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code assertThatMatrix(a).isCloseTo(b, 1e-10)}, in float64: differences are judged against the largest magnitude. */
public final class MatrixAssert extends AbstractAssert<MatrixAssert, INDArray> {
    private MatrixAssert(INDArray actual) {
        super(actual, MatrixAssert.class);
    }

    public static MatrixAssert assertThatMatrix(INDArray actual) {
        return new MatrixAssert(actual);
    }

    public MatrixAssert isCloseTo(INDArray expected, double tolerance) {
        isNotNull();
        if (!Arrays.equals(actual.shape(), expected.shape())) {
            throw failure(
                    "has shape %s, but %s was expected",
                    Arrays.toString(actual.shape()), Arrays.toString(expected.shape()));
        }
        double largest = expected.amaxNumber().doubleValue();
        double worst = actual.sub(expected).amaxNumber().doubleValue();
        if (!(worst <= tolerance * largest)) {
            throw failure(
                    "is off by %.2e of the largest magnitude %s, allowed %.0e", worst / largest, largest, tolerance);
        }
        return this;
    }
}
