package dev.azimuth.superposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

class FeatureDimensionalityTest {
    @ParameterizedTest
    @EnumSource(Polytope.class)
    void everyCornerOfAKnownPolytopeHasItsShare(Polytope polytope) {
        FeatureDimensionality measured = FeatureDimensionality.of(polytope.vertices());
        assertThat(Arrays.stream(measured.values()))
                .allSatisfy(d -> assertThat(d).isCloseTo(polytope.dimensionality(), within(1e-12)));
        int dimensions = polytope.vertices()[0].length;
        assertThat(Arrays.stream(measured.values()).sum()).isCloseTo(dimensions, within(1e-12));
        assertThat(Arrays.stream(measured.shareOfCapacity()).sum()).isCloseTo(1, within(1e-12));
        assertThat(measured.represented()).isEqualTo(polytope.vertices().length);
    }

    @Test
    void theSharesAreThoseOfTheLiterature() {
        assertThat(Polytope.values())
                .extracting(Polytope::dimensionality)
                .containsExactly(1.0, 0.75, 2.0 / 3, 0.5, 0.4, 0.375);
    }

    @Test
    void polytopesThatAreOrthogonalDoNotTouchAndLengthDoesNotCount() {
        double[][] tegum = {
            {2, 0, 0}, {-2, 0, 0}, {0, 3, 0}, {0, -1.5, 2.598076211353316}, {0, -1.5, -2.598076211353316}
        };
        FeatureDimensionality measured = FeatureDimensionality.of(tegum);
        assertThat(measured.values()[0]).isCloseTo(0.5, within(1e-12));
        assertThat(measured.values()[4]).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(measured.dimensionsPerFeature()).isCloseTo(3.0 / 35, within(1e-12));
    }

    @Test
    void aFeatureThatIsNotThereHasNothing() {
        FeatureDimensionality measured =
                FeatureDimensionality.ofColumns(Nd4j.create(new double[][] {{1, 0, 0.4}, {0, 1, 0}}));
        assertThat(measured.represented()).isEqualTo(2);
        assertThat(measured.norms()).containsExactly(1, 1, 0.4);
        assertThat(measured.values()[1]).isEqualTo(1);
        assertThat(FeatureDimensionality.of(new double[][] {{1, 0}, {0, 0}}).values())
                .containsExactly(1, 0);
    }

    @Test
    void itIsATableAndAFigure() {
        FeatureDimensionality measured =
                FeatureDimensionality.of(List.of("up", "down"), new double[][] {{0, 1}, {0, -1}});
        assertThat(measured.table().stringColumn("feature").asList()).containsExactly("up", "down");
        assertThat(measured.table().doubleColumn("share of capacity (%)").get(0))
                .isEqualTo(25);
        assertThat(measured.plot().toSvg()).contains("pentagon: 2/5", "norm of the feature&#39;s vector");
        assertThat(measured)
                .hasToString("FeatureDimensionality: 2 features in 2 dimensions, 2 represented, D* = 1.000");
        assertThatThrownBy(() -> FeatureDimensionality.of(List.of("a"), new double[2][2]))
                .hasMessage("1 names for 2 vectors. Give at least one vector and a name for each.");
        assertThatThrownBy(() -> FeatureDimensionality.of(new double[][] {{1, 2}, {1}}))
                .hasMessage("Vector 1 has 1 numbers where vector 0 has 2.");
    }
}
