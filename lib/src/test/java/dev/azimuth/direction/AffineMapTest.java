package dev.azimuth.direction;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.testing.RandomRows;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class AffineMapTest {
    private final INDArray rows = Matrices.of(RandomRows.normal(9, 6, 1));
    private final INDArray centre = Matrices.of(RandomRows.normal(1, 6, 2)).reshape(6);
    private final AffineMap map = random(3);

    private AffineMap random(long seed) {
        return AffineMap.about(
                centre.mul(seed),
                Matrices.of(RandomRows.normal(6, 2, seed)),
                Matrices.of(RandomRows.normal(6, 2, seed + 10)));
    }

    @Test
    void movesAlongTheWriteByWhatIsReadAboutTheCentre() {
        INDArray about = rows.subRowVector(centre.mul(3));
        INDArray expected = rows.sub(about.mmul(map.read()).mmul(map.write().transpose()));
        assertThatMatrix(map.apply(rows)).isCloseTo(expected, 1e-13);
        assertThat(map.apply(new float[][] {Matrices.floats(rows.getRow(4))})[0][5])
                .isEqualTo((float) expected.getDouble(4, 5));
    }

    @Test
    void oneAfterTheOtherIsAMapAgainAlsoWhenBothReadTheSame() {
        AffineMap other = AffineMap.about(centre.neg(), map.write(), map.read());
        for (AffineMap next : new AffineMap[] {random(4), other}) {
            AffineMap both = map.then(next);
            assertThat(both.rank()).isEqualTo(4);
            assertThatMatrix(both.apply(rows)).isCloseTo(next.apply(map.apply(rows)), 1e-13);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> map.apply(Matrices.of(new float[2][5])))
                .hasMessage("A map of 6 numbers cannot be applied to rows of 5.");
        assertThatThrownBy(() -> AffineMap.about(centre, map.write(), rows))
                .hasMessage(
                        "Write and read must both be [d, k] and the centre [d], but they are [6, 2], [9, 6] and [6].");
        assertThat(map).hasToString("AffineMap of rank 2 on 6 numbers");
    }
}
