package dev.azimuth.interference;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.model.SmolLm2;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Prints the damage matrix of the default model: {@code -Dazimuth.table -Dazimuth.rows=FOLDER}, which goes on where it was stopped. */
@EnabledIfSystemProperty(named = "azimuth.rows", matches = ".+")
class DamageTableTest {
    @Test
    void nineFeaturesOnEachOther() {
        MeasuredDamage measured = DamageMatrix.of(
                        SmolLm2.open(),
                        Datasets.contrasts(
                                "language",
                                "code",
                                "question",
                                "sentiment",
                                "refusal",
                                "false-refusal",
                                "reasoning",
                                "humor",
                                "quality"))
                .keptIn(Path.of(System.getProperty("azimuth.rows")))
                .predict()
                .measure();
        System.out.println(measured.rankCorrelations().printAll());
        System.out.println(measured.calibration().printAll());
        System.out.println(measured.sparedSink().printAll());
        System.out.println(measured.wholeModel().printAll());
        System.out.println(measured.table().printAll());
    }
}
