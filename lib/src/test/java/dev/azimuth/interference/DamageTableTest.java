package dev.azimuth.interference;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.model.SmolLm2;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tech.tablesaw.api.Table;

/**
 * Prints the damage matrix of the default model, in about ten minutes on one core. Rows are kept in the folder that {@code
 * -Dazimuth.rows=FOLDER} names, so that a run that was stopped goes on there.
 */
@EnabledIfSystemProperty(named = "azimuth.rows", matches = ".+")
class DamageTableTest {
    @Test
    void eightFeaturesOnEachOther() {
        var contrasts = Datasets.contrasts(
                "language", "code", "question", "sentiment", "refusal", "false-refusal", "reasoning", "humor");
        MeasuredDamage measured = DamageMatrix.of(
                        SmolLm2.open(),
                        contrasts.stream().map(contrast -> contrast.take(48)).toList())
                .inLayer(14) // where the sets' README finds most of them read best
                .neutral(Datasets.prompts("neutral").take(48))
                .keptIn(Path.of(System.getProperty("azimuth.rows")))
                .predict()
                .measure();
        for (Table each : new Table[] {
            measured.rankCorrelations(),
            measured.calibration(),
            measured.sparedSink(),
            measured.wholeModel(),
            measured.table()
        }) {
            System.out.println(each.printAll());
        }
    }
}
