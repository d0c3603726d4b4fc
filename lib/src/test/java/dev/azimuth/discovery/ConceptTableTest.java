package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.model.SmolLm2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The table of the data sets' README: what the default model can be seen to represent. With {@code -Dazimuth.table} it is
 * measured and printed, which takes minutes.
 */
class ConceptTableTest {
    private static final String HEAD =
            "| contrast | pairs | topics | layer | AUC | AUC within topics | best shortcut | beyond it |";

    @Test
    void theReadmeHoldsARowForEachContrast() throws IOException {
        if (System.getProperty("azimuth.table") != null) {
            System.out.print(ConceptSurvey.of(
                            SmolLm2.open(),
                            Datasets.contrasts(Datasets.contrastNames().toArray(String[]::new)))
                    .markdown());
        }
        String readme = Files.readString(Path.of("../datasets/README.md"));
        int start = readme.indexOf(HEAD);
        assertThat(start).as("the table in the README").isNotNegative();
        assertThat(readme.substring(start, readme.indexOf("\n\n", start))
                        .lines()
                        .skip(2)
                        .map(row -> row.substring(2, row.indexOf(" |", 2))))
                .containsExactlyElementsOf(Datasets.contrastNames());
    }
}
