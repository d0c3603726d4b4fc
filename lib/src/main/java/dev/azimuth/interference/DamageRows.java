package dev.azimuth.interference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.azimuth.checkpoint.AtomicFiles;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Metric;
import dev.azimuth.intervention.Ablation;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Estimate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measures the rows of a damage matrix, and keeps each in a file where a folder is given. */
final class DamageRows {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();
    private static final long LARGEST = 1 << 20;

    /**
     * One direction removed.
     *
     * @param matrix what it is a row of
     * @param label the direction
     * @param divergence on neutral text
     * @param here each feature's shift where the directions were found
     * @param last in the last layer
     */
    record Row(String matrix, String label, Estimate divergence, List<Cell> here, List<Cell> last) {}

    /** One feature in one place: the size of its reader's shift, its mean with sign, and the gap that is left. */
    record Cell(Estimate size, Estimate mean, Estimate gapLeft) {
        static Cell of(Shift shift) {
            return new Cell(shift.size(), shift.mean(), shift.gapLeft());
        }
    }

    private final HookedTransformer model;
    private final List<Directions> features;
    private final LayerGeometry here;
    private final LayerGeometry last;
    private final Prompts neutral;
    private final @Nullable Path folder;
    private Metric.@Nullable Prepared divergence;

    DamageRows(
            HookedTransformer model,
            List<Directions> features,
            LayerGeometry here,
            LayerGeometry last,
            Prompts neutral,
            @Nullable Path folder) {
        this.model = model;
        this.features = features;
        this.here = here;
        this.last = last;
        this.neutral = neutral;
        this.folder = folder;
    }

    Row measure(DamageTarget target) {
        if (folder == null) {
            return remove(target);
        }
        Path file = folder.resolve(target.label().replaceAll("[^\\p{Alnum}]+", "-") + ".json");
        if (Files.exists(file)) {
            return kept(file, target);
        }
        Row row = remove(target);
        try {
            AtomicFiles.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(row));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The row of " + target.label() + " cannot be written as JSON.", e);
        }
        return row;
    }

    private Row kept(Path file, DamageTarget target) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException(file + " has " + Files.size(file) + " bytes; no row has more than "
                        + LARGEST + ". Keep the rows in another folder.");
            }
            Row row = JSON.readValue(file.toFile(), Row.class);
            if (!matrix().equals(row.matrix()) || !target.label().equals(row.label())) {
                throw new IllegalArgumentException(file + " is a row of another matrix, " + row.matrix()
                        + ". Keep the rows of this one, " + matrix() + ", in another folder.");
            }
            if (row.here().size() != features.size() || row.last().size() != features.size()) {
                throw new IllegalArgumentException(file + " has " + row.here().size() + " and "
                        + row.last().size() + " cells for " + features.size()
                        + " features. Delete it to measure again.");
            }
            return row;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + " is not a row of a damage matrix: " + e.getOriginalMessage()
                            + ". Delete it to measure again.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }

    /** By what a kept row is recognised. */
    private String matrix() {
        StringBuilder text =
                new StringBuilder(model.name() + ", layer " + here.site().layer());
        for (Directions each : features) {
            text.append(", ")
                    .append(each.name())
                    .append(' ')
                    .append(each.data().train().sha256(), 0, 8);
        }
        return text + ", " + neutral.size() + " prompts of " + neutral.name();
    }

    private Row remove(DamageTarget target) {
        HookedTransformer edited = model.with(Ablation.ablation(target.direction()));
        List<Cell> measuredHere = new ArrayList<>();
        List<Cell> measuredLast = new ArrayList<>();
        for (int j = 0; j < features.size(); j++) {
            Directions feature = features.get(j);
            Activations after = Measuring.read(edited, feature.data().test(), here.site(), last.site());
            measuredHere.add(cell(here.readout(j), after));
            measuredLast.add(cell(last.readout(j), after));
        }
        return new Row(matrix(), target.label(), divergence(edited), measuredHere, measuredLast);
    }

    private static Cell cell(Readout readout, Activations after) {
        float[][] before = readout.feature().testRows(readout.site());
        return Cell.of(Shift.measured(readout, before, after.rows(readout.site())));
    }

    /** The replies to compare on are written once, when the first row needs them. */
    private Estimate divergence(HookedTransformer edited) {
        if (divergence == null) {
            divergence = KlDivergence.klDivergence(neutral).on(model);
        }
        return divergence.measure(edited).get(0).estimate();
    }
}
