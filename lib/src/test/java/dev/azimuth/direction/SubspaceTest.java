package dev.azimuth.direction;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.testing.Expected;
import dev.azimuth.testing.RandomRows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Angles against scipy; they are made by {@code src/test/reference/estimators.py}. */
class SubspaceTest {
    private final float[][] vectors = RandomRows.normal(3, 20, 1);
    private final INDArray rows = Matrices.of(RandomRows.normal(8, 20, 2));

    @Test
    void principalAnglesAreThoseOfScipyWhicheverComesFirst() {
        Expected expected = Expected.of("/estimators/pairs.safetensors");
        Subspace three = Subspace.of(Arrays.copyOf(expected.rows("positive"), 3));
        Subspace five = Subspace.of(Arrays.copyOf(expected.rows("negative"), 5));
        assertThat(three.principalAngles(five)).containsExactly(expected.doubles("angles"), within(1e-12));
        assertThat(five.principalAngles(three)).containsExactly(expected.doubles("angles"), within(1e-12));
    }

    @Test
    void aSmallAngleKeepsItsDigits() {
        Subspace axis = Subspace.of(new float[][] {{1, 0, 0}});
        Subspace tilted = Subspace.of(new float[][] {{1, 1e-9f, 0}});
        assertThat(axis.principalAngles(tilted)[0]).isCloseTo(1e-9f, within(1e-15));
    }

    @Test
    void whatIsRemovedIsWhereTheCentreHasItAndTheRestIsUntouched() {
        Subspace subspace = Subspace.of(vectors);
        INDArray centre = rows.getRow(7);
        INDArray removed = subspace.removal(centre).apply(rows);
        assertThatMatrix(subspace.coordinates(removed).getRow(2))
                .isCloseTo(subspace.coordinates(rows).getRow(7), 1e-13);
        assertThatMatrix(removed.sub(subspace.project(removed))).isCloseTo(rows.sub(subspace.project(rows)), 1e-13);
    }

    @Test
    void aDirectionThatDependsOnOthersAddsNoDimension() {
        Direction first = Direction.of("a", "given", HookName.residPost(0), vectors[0], 1);
        Direction twice = Direction.of("b", "given", HookName.residPost(0), vectors[0], 2);
        Direction other = Direction.of("c", "given", HookName.residPost(0), vectors[1], 1);
        assertThat(Subspace.of(first, twice, other)).hasToString("Subspace of 2 of 20 dimensions");
    }
}
