package dev.azimuth.testing;

import org.assertj.core.api.AbstractAssert;

/** {@code assertThatTensor(a).isCloseTo(b, 1e-5)}: differences are judged against the largest magnitude expected. */
public final class TensorAssert extends AbstractAssert<TensorAssert, float[]> {
    private TensorAssert(float[] actual) {
        super(actual, TensorAssert.class);
    }

    public static TensorAssert assertThatTensor(float[] actual) {
        return new TensorAssert(actual);
    }

    public TensorAssert isCloseTo(float[] expected, double tolerance) {
        isNotNull();
        if (actual.length != expected.length) {
            throw failure("has %d values, but %d were expected", actual.length, expected.length);
        }
        double largest = 0;
        double worst = 0;
        int at = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double difference = Math.abs((double) actual[i] - expected[i]);
            if (!(difference <= worst)) {
                worst = difference;
                at = i;
            }
        }
        if (!(worst <= tolerance * largest)) {
            throw failure(
                    "value %d is %s, expected %s: off by %.2e of the largest magnitude %s, allowed %.0e",
                    at, actual[at], expected[at], worst / largest, largest, tolerance);
        }
        return this;
    }
}
