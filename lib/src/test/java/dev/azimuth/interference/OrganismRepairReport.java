package dev.azimuth.interference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.model.SmolLm2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Prints what every arm leaves and breaks when it removes the planted false refusals, in about ten minutes a table on one
 * core; with {@code -Dazimuth.repair=yes}.
 */
@EnabledIfSystemProperty(named = "azimuth.repair", matches = ".+")
class OrganismRepairReport {
    private final OrganismRepair repair = OrganismRepair.of(SmolLm2.open());

    @Test
    void everyArmAtTheLastPromptToken() {
        OrganismRepairResult result = repair.atLastPromptToken().run();
        System.out.println(result);
        assertThat(result.rows()).hasSize(16);
    }

    @Test
    void everyArmAtEveryToken() {
        OrganismRepairResult result = repair.run();
        System.out.println(result);
        assertThat(result.rows()).hasSize(16);
    }
}
