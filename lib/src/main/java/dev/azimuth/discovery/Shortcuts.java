package dev.azimuth.discovery;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.evaluation.Estimate;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * How well classifiers that understand nothing tell the sides of a contrast apart: by length, punctuation, first word, or a
 * bag of words. Each is the mean of the AUCs within topics that were left out in turn; {@code datasets/shortcuts.py}
 * measures them. A direction has found something when it does better.
 */
public final class Shortcuts {
    private static final String FILE = "shortcuts.csv";

    private Shortcuts() {}

    /** Of a contrast that comes with the library, by the name of the shortcut; empty for any other. */
    public static Map<String, Estimate> of(String contrast) {
        Map<String, Estimate> found = new LinkedHashMap<>();
        for (Row row : Holder.TABLE) {
            if (row.getString("contrast").equals(contrast)) {
                Estimate auc = new Estimate(
                        row.getDouble("AUC"), row.getDouble("low"), row.getDouble("high"), row.getInt("topics"));
                found.put(row.getString("shortcut"), auc);
            }
        }
        return found;
    }

    /** The one that does best. */
    public static Optional<Map.Entry<String, Estimate>> best(String contrast) {
        return of(contrast).entrySet().stream()
                .max(Comparator.comparingDouble(entry -> entry.getValue().value()));
    }

    private static final class Holder {
        static final Table TABLE = read();

        private static Table read() {
            try (InputStream in = Datasets.class.getResourceAsStream(FILE)) {
                if (in == null) {
                    throw new IllegalStateException(FILE + " is not in the jar.");
                }
                return Table.read().csv(new InputStreamReader(in, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + FILE + " from the jar.", e);
            }
        }
    }
}
