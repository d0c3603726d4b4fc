package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.superposition.ToyInstance;
import dev.azimuth.superposition.ToyModel;
import org.junit.jupiter.api.Test;

/** With {@code -Dazimuth.table} the two tables are those of all cases, and printed. */
class ToyCollateralTest {
    private static final boolean PRINTED = System.getProperty("azimuth.table") != null;

    private static final ToyInstance NET = ToyModel.of(40, 10)
            .probability(0.05)
            .steps(PRINTED ? 10_000 : 1_500)
            .train()
            .at(0);

    private static ToyCollateralResult run(ToyCollateral trial, int quick) {
        ToyCollateralResult result = (PRINTED ? trial : trial.cases(quick)).run();
        if (PRINTED) {
            System.out.println(result.table().printAll());
        }
        return result;
    }

    @Test
    void ofOneFeatureAmongIndependentOnesOnlyAGateCostsLess() {
        ToyCollateralResult clean = run(
                PRINTED ? ToyCollateral.clean(NET) : ToyCollateral.clean(NET).rows(2000), 4);
        double ablation = clean.damage("ablation").value();
        assertThat(clean.damage("ACE").value()).isLessThan(ablation).isGreaterThan(0.8 * ablation);
        assertThat(clean.gain("LEACE").value()).isBetween(0.9, 1.1);
        assertThat(clean.gain("least-collateral").value()).isBetween(0.9, 1.2); // a tie
        assertThat(clean.gain("ACE + 95 % gate").low()).isGreaterThan(3);
        assertThat(clean.gain("least-collateral + 95 % gate").low()).isGreaterThan(3);
        assertThat(clean.largestRemoval("SRA")).isLessThan(0.95); // what it spares it cannot remove
        assertThat(clean.largestRemoval("ablation")).isGreaterThan(0.99);
    }

    @Test
    void nullingNeighboursOfATightFrameCostsMore() {
        ToyCollateralResult half =
                ToyCollateral.clean(NET).rows(1000).cases(2).removal(0.5).run();
        assertThat(half.gain("SRA").value()).isLessThan(0.5);
        assertThat(half.gain("least-collateral, neighbours nulled").value()).isLessThan(0.8);
    }

    @Test
    void whereACompanionComesAlongTheDeconfoundedWriteSparesIt() {
        ToyCollateralResult confounded = run(ToyCollateral.confounded(NET), 10);
        double ablation = confounded.companionDamage("ablation").value();
        double selective = confounded.companionDamage("selective").value();
        double write = confounded.companionDamage("deconfounded write").value();
        double least = confounded.companionDamage("least-collateral").value();
        assertThat(confounded.companionDamage("ACE").value()).isBetween(0.8 * ablation, 1.25 * ablation);
        assertThat(selective).isLessThan(ablation / 2);
        assertThat(write).isLessThan(ablation / 3);
        assertThat(least).isLessThan(write).isLessThan(selective);
        assertThat(confounded.companionGain("least-collateral + 95 % gate").low())
                .isGreaterThan(5);
        assertThat(confounded.gain("least-collateral + 95 % gate").low()).isGreaterThan(1.3);
        assertThat(confounded.gain("least-collateral + 95 % gate").value())
                .isGreaterThan(confounded.gain("least-collateral").value());
        assertThat(confounded.reached("ACE + 95 % gate")).isLessThan(0.6); // a gate that opens for the wrong rows
        assertThat(confounded.reached("selective, confounded")).isLessThan(0.7);
        assertThat(confounded.reached("least-collateral")).isGreaterThan(0.9);
        assertThat(confounded.reached("random")).isLessThan(0.2);
        assertThat(confounded.table().columnNames()).contains("damage to the companion");
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> ToyCollateral.clean(NET).removal(1)).hasMessageContaining("a share between 0 and 1");
        assertThatThrownBy(
                        () -> ToyCollateral.clean(NET).cases(1).rows(500).run().damage("other"))
                .hasMessageContaining("No arm is called 'other'");
    }
}
