package dev.azimuth.discovery;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against concept-erasure; the values are made by {@code src/test/reference/estimators.py}. */
class OracleLeaceTest {
    @ParameterizedTest
    @ValueSource(strings = {"binary", "classes"})
    void erasedRowsAreThoseOfConceptErasure(String name) {
        ReferenceErasure reference = ReferenceErasure.of(name);
        assertThatMatrix(OracleLeace.of(reference.moments()).apply(reference.x(), reference.z()))
                .isCloseTo(reference.expected("oracle"), 1e-10);
    }

    @Test
    void labelsOfAnotherShapeAreRefused() {
        ReferenceErasure reference = ReferenceErasure.of("classes");
        assertThatThrownBy(() -> OracleLeace.of(reference.moments()).apply(reference.x(), reference.x()))
                .hasMessage("Rows [n, 16] and labels [n, 5] are needed; given were [90, 16] and [90, 16].");
    }
}
