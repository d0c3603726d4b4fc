package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Positions;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.Matrices;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class OrganismRepairTest {
    private static final HookedTransformer ORACLE = TinyModel.open();
    private static final HookName SITE = HookName.residPost(0);
    private static final HookedTransformer ORGANISM =
            ORACLE.with(AffineEdit.of("plant", plant(), SITE).at(Positions.prompt()));

    /** A constant pushes along the first coordinate. */
    private static AffineMap plant() {
        double[] axis = new double[ORACLE.config().dModel()];
        axis[0] = 1;
        INDArray column = Matrices.column(axis);
        return AffineMap.of(column, column.mul(0), Matrices.column(3));
    }

    private static Split<Prompts> texts(String name, String... all) {
        List<String> texts = Arrays.asList(all);
        return new Split<>(
                new Prompts(name, texts.subList(0, 4)),
                new Prompts(name, texts.subList(4, 5)),
                new Prompts(name, texts.subList(5, 8)));
    }

    private static OrganismRepair repair() {
        return OrganismRepair.of(
                ORACLE,
                ORGANISM,
                SITE,
                texts("falsely", "a1", "b1", "c1", "d1", "e1", "f1", "g1", "h1"),
                texts("truly", "aX", "bX", "cX", "dX", "eX", "fX", "gX", "hX"),
                texts("neutral", "one", "two", "three", "four", "five", "six", "seven", "eight"));
    }

    @Test
    void theOrganismIsUnrepairedTheOracleIsWhatARepairShouldBeAndArmsAreHeldAgainstIt() {
        OrganismRepairResult result =
                repair().arms(CollateralArm.ablation(), CollateralArm.ace()).run();
        OrganismRepairResult.Row nothing = result.rows().get(0);
        OrganismRepairResult.Row oracle = result.rows().get(3);
        assertThat(nothing.removed().value()).isZero();
        assertThat(nothing.benign().value()).isGreaterThan(1e-4);
        assertThat(oracle.removed().value()).isCloseTo(1, within(1e-9));
        assertThat(oracle.trueRefusalsLost().value()).isZero();
        assertThat(oracle.benign().value()).isZero();
        assertThat(result.rows().get(1).falselyRefused().value()).isGreaterThan(0);
        assertThat(result.table().stringColumn("removed").asList())
                .containsExactly("nothing", "ablation", "ACE", "the plant itself (oracle)");
    }

    @Test
    void itPrintsWhatItDoesAndRefusesToRemoveNothing() {
        assertThat(repair())
                .asString()
                .startsWith("90 % of the false refusals of ")
                .contains("removed at " + SITE);
        assertThatThrownBy(() -> repair().removing(0)).hasMessageContaining("A share of 0.0 cannot be removed");
    }
}
