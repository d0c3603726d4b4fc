package dev.azimuth.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of the README: what is measured of each family and format. With {@code -Dazimuth.table} it is printed. */
class FamilyTableTest {
    private static final String HEAD = "| family | safetensors | GGUF |\n| --- | --- | --- |\n";

    /** Of several references, the largest deviation; whether the continuations are equal in all. */
    private record Cell(double off, boolean equal) {
        Cell(ReferenceRun reference) {
            this(
                    reference.deviations().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElseThrow(),
                    Arrays.equals(reference.generated(), reference.wanted()));
        }

        static Cell worse(Cell one, Cell other) {
            return new Cell(Math.max(one.off, other.off), one.equal && other.equal);
        }

        static String text(@Nullable Cell cell) {
            return cell == null
                    ? "–"
                    : String.format(Locale.ROOT, "%.0e, %s", cell.off, cell.equal ? "equal" : "DIFFERENT");
        }
    }

    @Test
    void theReadmeHoldsWhatIsMeasured() throws IOException {
        String table = table();
        if (System.getProperty("azimuth.table") != null) {
            System.out.print(table);
        }
        String readme = Files.readString(Path.of("../README.md"));
        int start = readme.indexOf(HEAD);
        assertThat(start).as("the table in the README").isNotNegative();
        String stored = readme.substring(start, readme.indexOf("\n\n", start) + 1);
        assertThat(withoutDeviations(stored)).as(table).isEqualTo(withoutDeviations(table));
    }

    /** Which last bits differ depends on the processor. */
    private static String withoutDeviations(String table) {
        return table.replaceAll("\\de-\\d\\d", "off");
    }

    private static String table() throws IOException {
        Map<String, Cell> safetensors = new LinkedHashMap<>();
        Map<String, Cell> gguf = new LinkedHashMap<>();
        List<String> ggufFiles = TinyModel.gguf();
        for (String file : TinyModel.all()) {
            (ggufFiles.contains(file) ? gguf : safetensors)
                    .merge(family(file), new Cell(new ReferenceRun(file)), Cell::worse);
        }
        StringBuilder table = new StringBuilder(HEAD);
        safetensors.forEach((family, cell) ->
                table.append("| `" + family + "` | " + Cell.text(cell) + " | " + Cell.text(gguf.get(family)) + " |\n"));
        return table.toString();
    }

    /** That of the safetensors, since GGUF has Mistral under the name of Llama. */
    private static String family(String file) throws IOException {
        Path folder = Path.of("src/test/resources/families", file.replace("/model.gguf", ""));
        return new ObjectMapper()
                .readTree(folder.resolve("config.json").toFile())
                .get("model_type")
                .asText();
    }
}
