package dev.azimuth.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.evaluation.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShortcutsTest {
    /** The README and the cards print them for people. */
    @Test
    void theFiguresAreThoseOfTheReadmeAndTheCards() throws IOException {
        String readme = Files.readString(Path.of("../datasets/README.md"));
        for (String contrast : Datasets.contrastNames()) {
            String cells = Shortcuts.of(contrast).values().stream()
                    .map(ShortcutsTest::two)
                    .collect(Collectors.joining(" | ", " | ", " |"));
            assertThat(readme).contains(cells);
            assertThat(readme).containsPattern("\\| " + contrast + " \\| \\d+ \\| 12" + Pattern.quote(cells));
            assertThat(Files.readString(Path.of("../datasets/" + contrast + ".md")))
                    .contains(cells);
        }
    }

    private static String two(Estimate auc) {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", auc.value(), auc.low(), auc.high());
    }

    @Test
    void theBestIsTheOneToBeat() {
        assertThat(Shortcuts.best("question")).hasValueSatisfying(best -> {
            assertThat(best.getKey()).isEqualTo("first word");
            assertThat(best.getValue()).isEqualTo(new Estimate(0.99, 0.98, 1, 12));
        });
        assertThat(Shortcuts.best("my own")).isEmpty();
    }
}
