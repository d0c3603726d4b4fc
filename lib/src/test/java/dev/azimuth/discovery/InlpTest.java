package dev.azimuth.discovery;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.direction.AffineMap;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** Against rounds of scikit-learn's classifier; the values are made by {@code src/test/reference/estimators.py}. */
class InlpTest {
    @Test
    void threeRoundsLeaveWhatThoseOfScikitLearnDo() {
        ReferenceErasure reference = ReferenceErasure.of("binary");
        AffineMap map = Inlp.of(reference.x(), reference.z(), 3);
        assertThat(map.rank()).isEqualTo(3);
        assertThatMatrix(map.apply(reference.x()))
                .isCloseTo(
                        Nd4j.createFromArray(ReferencePairs.EXPECTED.doubles("inlp"))
                                .reshape(reference.x().shape()),
                        1e-6);
        assertThatMatrix(map.apply(map.apply(reference.x()))).isCloseTo(map.apply(reference.x()), 1e-12);
    }

    @Test
    void eachRoundOfManyClassesCostsADimensionForEach() {
        ReferenceErasure reference = ReferenceErasure.of("classes");
        assertThat(Inlp.of(reference.x(), reference.z(), 2).rank()).isEqualTo(10);
        assertThatThrownBy(() -> Inlp.of(reference.x(), reference.z(), 0))
                .hasMessage("INLP of 0 rounds erases nothing. Give 1 or more.");
    }
}
