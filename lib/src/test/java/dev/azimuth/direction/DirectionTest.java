package dev.azimuth.direction;

import static dev.azimuth.hook.HookName.residMid;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class DirectionTest {
    private final Direction a = direction("a", residPost(2), 2, 3, 0, 4);
    private final Direction b = direction("b", residPost(6), 8, 0, 1, 0);

    private static Direction direction(String name, HookName site, double gap, float... vector) {
        return Direction.of(name, "by hand", site, vector, gap).with(Provenances.measured("tiny"));
    }

    @Test
    void isAValue() {
        assertThat(a)
                .isEqualTo(direction("a", residPost(2), 2, 6, 0, 8))
                .hasSameHashCodeAs(direction("a", residPost(2), 2, 6, 0, 8))
                .isNotEqualTo(a.named("b"))
                .isNotEqualTo(a.scaled(2))
                .isNotEqualTo(a.with(Provenance.UNKNOWN))
                .isNotEqualTo(direction("a", residPost(2), 2, 3, 0, 5));
    }

    @Test
    void aSumIsOfVectorsAsLongAsTheirGaps() {
        Direction sum = a.plus(b);
        assertThatTensor(Vectors.scaled(sum.unit(), sum.gap())).isCloseTo(new float[] {1.2f, 8, 1.6f}, 1e-6);
        assertThat(sum.name()).isEqualTo("a + b");
        assertThat(sum.method())
                .isEqualTo(
                        "sum of a at blocks.2.hook_resid_post (by hand) and b at blocks.6.hook_resid_post (by hand)");
        assertThat(sum.site()).isEqualTo(a.site());
        assertThat(sum.provenance()).isEqualTo(Provenances.of("tiny"));
    }

    @Test
    void whatIsAddedIsTakenAwayAgain() {
        Direction back = a.plus(b).minus(b);
        assertThatTensor(back.unit()).isCloseTo(a.unit(), 1e-6);
        assertThat(back.gap()).isCloseTo(2, within(1e-6));
        assertThat(back.name()).isEqualTo("a + b + −b");
    }

    @Test
    void whatCancelsIsRefused() {
        assertThatThrownBy(() -> a.minus(a))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a and −a cancel each other; nothing would be left of their sum.");
    }

    @Test
    void directionsOfTwoModelsAreNotCombined() {
        Direction other = b.with(Provenances.of("large"));
        assertThatThrownBy(() -> a.plus(other))
                .hasMessage("a was found in tiny, but b in large. What is read in one model says nothing of another.");
        assertThatThrownBy(() -> a.interpolated(other, 4)).hasMessageStartingWith("a was found in tiny");
        assertThatThrownBy(() -> a.plus(direction("c", residPost(2), 1, 1, 0)))
                .hasMessageStartingWith("The direction c has 2 numbers, but what it is to act on has 3.");
        assertThat(a.plus(b.with(Provenance.UNKNOWN)).provenance().model()).contains("tiny");
    }

    @Test
    void theOppositeHasTheOppositeAuc() {
        Direction not = a.negated();
        assertThat(not.unit()).containsExactly(-0.6f, -0f, -0.8f);
        assertThat(not.gap()).isEqualTo(2);
        assertThat(not.method()).isEqualTo("by hand, negated");
        Estimate auc = not.provenance().auc().orElseThrow();
        assertThat(auc.value()).isCloseTo(0.09, within(1e-12));
        assertThat(auc.high()).isCloseTo(0.15, within(1e-12));
        assertThat(not.provenance().data()).isEqualTo(a.provenance().data());
    }

    @Test
    void scalingChangesTheStrengthAlone() {
        Direction stronger = a.scaled(2.5);
        assertThat(stronger.unit()).isEqualTo(a.unit());
        assertThat(stronger.gap()).isEqualTo(5);
        assertThat(stronger.method()).isEqualTo("by hand, scaled by 2.5");
        assertThat(stronger.provenance()).isEqualTo(a.provenance());
        assertThat(a.scaled(-2)).isEqualTo(a.negated().scaled(2));
        assertThatThrownBy(() -> a.scaled(0)).hasMessage("A direction cannot be scaled by 0.0.");
        assertThatThrownBy(() -> a.scaled(Double.NaN)).hasMessage("A direction cannot be scaled by NaN.");
    }

    @Test
    void projectedOutIsOrthogonal() {
        Direction c = direction("c", residPost(2), 1, 1, 1, 1);
        Direction rest = a.orthogonalTo(c);
        assertThat(rest.cosine(c)).isCloseTo(0, within(1e-7));
        assertThat(rest.method()).isEqualTo("by hand, orthogonal to c at blocks.2.hook_resid_post (by hand)");
        assertThat(rest.provenance()).isEqualTo(Provenances.of("tiny"));
    }

    @Test
    void betweenLayersItTurnsEvenlyAndGrowsByFactors() {
        for (int layer = 2; layer <= 6; layer++) {
            Direction between = a.interpolated(b, layer);
            double angle = (layer - 2) * Math.PI / 8; // a and b are orthogonal
            assertThat(between.cosine(a)).isCloseTo(Math.cos(angle), within(1e-6));
            assertThat(between.cosine(b)).isCloseTo(Math.sin(angle), within(1e-6));
            assertThat(between.gap()).isCloseTo(2 * Math.pow(4, (layer - 2) / 4.0), within(1e-12));
            assertThat(between.site()).isEqualTo(residPost(layer));
        }
        assertThatTensor(a.interpolated(b, 3).unit())
                .isCloseTo(b.interpolated(a, 3).unit(), 1e-6);
        assertThat(a.interpolated(b, 3).name()).isEqualTo("a to b");
        assertThat(a.interpolated(b.named("a"), 3).name()).isEqualTo("a");
    }

    @Test
    void nearlyParallelDirectionsAreInterpolatedToo() {
        Direction near = direction("a", residPost(6), 2, 3, 1e-6f, 4);
        assertThat(a.interpolated(near, 4).unit()[1] / near.unit()[1]).isCloseTo(0.5f, within(1e-3f));
    }

    @Test
    void whereNothingLiesBetweenIsRefused() {
        String why = "Give two layers of one hook point, and a layer between them.";
        assertThatThrownBy(() -> a.interpolated(b, 7))
                .hasMessage(
                        "No direction of layer 7 lies between blocks.2.hook_resid_post and blocks.6.hook_resid_post. "
                                + why);
        assertThatThrownBy(() -> a.interpolated(a.negated(), 2)).hasMessageEndingWith(why);
        assertThatThrownBy(() -> a.interpolated(direction("c", residMid(6), 1, 1, 1, 1), 4))
                .hasMessageEndingWith(why);
        assertThatThrownBy(() -> a.interpolated(direction("c", residPost(6), 1, -3, 0, -4), 4))
                .hasMessageContaining("point in opposite directions");
    }

    @Test
    void theNearestComeFirstByTheirSize() {
        Direction c = direction("c", residPost(2), 1, 0, 1, 1);
        Table nearest = a.nearest(List.of(b, a, c, a.negated().named("not a")));
        assertThat(nearest.stringColumn("name").asList()).containsExactly("not a", "c", "b");
        assertThat(nearest.doubleColumn("cosine").asDoubleArray())
                .containsExactly(new double[] {-1, 0.8 / Math.sqrt(2), 0}, within(1e-6));
        assertThat(nearest.name())
                .isEqualTo("Nearest to a at blocks.2.hook_resid_post; 95 % of random directions have |cosine| < 1.1");
    }

    @Test
    void aHashThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Provenance(
                        Optional.empty(), Optional.of("abc"), Optional.empty(), Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A data hash is SHA-256 in 64 lower-case hexadecimal digits; given was abc.");
        assertThatThrownBy(() -> Provenance.UNKNOWN.sink(-0.1))
                .hasMessage("The overlap with the attention sink is a |cosine|, from 0 to 1; given was -0.1.");
        assertThatThrownBy(() -> Provenance.UNKNOWN.auc(new Estimate(0.5, 0.6, 0.4, 3)))
                .hasMessage(
                        "A measured number is finite, the ends of its interval in order, and rests on one item or more; given was 0.50 "
                                + "[0.60, 0.40] on 3.");
    }
}
