package dev.azimuth.direction;

import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The gap of a direction that is not the difference of the class means. */
class DirectionGapTest {
    private static final float[] DIFFERENCE = {3, 4, 0};

    @Test
    void theGapIsThatOfTheClassMeansAlongIt() {
        Direction read = Direction.ofClasses("a", "probe", residPost(0), new float[] {0, 2, 2}, DIFFERENCE);
        assertThat(read.gap()).isCloseTo(4 / Math.sqrt(2), within(1e-6));
    }

    /** Along (0, 1, 1) without its part along the third axis, the means are 4 apart, further than before. */
    @Test
    void withoutAnAxisItIsThatAlongWhatIsLeft() {
        Direction read = Direction.ofClasses("a", "probe", residPost(0), new float[] {0, 2, 2}, DIFFERENCE);
        Direction rest = read.orthogonalTo("the third axis", new float[] {0, 0, 5});
        assertThat(rest.gap()).isCloseTo(4, within(1e-6));
        assertThat(rest.unit()).containsExactly(0, 1, 0);
        assertThat(rest.orthogonalTo("the first axis", new float[] {1, 0, 0}).gap())
                .isCloseTo(4, within(1e-6));
    }

    @Test
    void ofAMeanDifferenceItShrinksWithWhatIsTakenAway() {
        Direction mean = Direction.of("a", "mean difference", residPost(0), DIFFERENCE, 5);
        assertThat(mean.orthogonalTo("the second axis", new float[] {0, 1, 0}).gap())
                .isCloseTo(3, within(1e-6));
    }

    @Test
    void classesThatDoNotDifferAlongItAreRefused() {
        assertThatThrownBy(() -> Direction.ofClasses("a", "probe", residPost(0), new float[] {0, 0, 1}, DIFFERENCE))
                .hasMessageStartingWith("A direction needs a name and a gap above 0; given were 'a' and 0.0.");
    }
}
