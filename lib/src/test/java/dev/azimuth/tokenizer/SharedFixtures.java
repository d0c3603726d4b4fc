package dev.azimuth.tokenizer;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Other projects' files, which lie beside the checkout where the reference values were made, and nowhere else. */
final class SharedFixtures {
    private SharedFixtures() {}

    /** A file below {@code shared/fixtures}; the test is skipped where there is none. */
    static Path path(String name) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var path = folder.resolve("shared/fixtures").resolve(name);
            if (Files.exists(path)) {
                return path;
            }
        }
        return Assumptions.abort(
                "No shared/fixtures/" + name + " above " + Path.of("").toAbsolutePath());
    }
}
