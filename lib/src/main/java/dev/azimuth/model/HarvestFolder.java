package dev.azimuth.model;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.hook.HookName;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * A harvest to files: the prompts are read part by part in their order, and a part is stored when all its prompts are read.
 * So what is stored at any moment is the beginning of the harvest, and the rest can follow later.
 */
final class HarvestFolder {
    /** Bounds of a part: what may be lost when the process is killed, and what is held in memory until then. */
    private static final int TOKENS_A_PART = 1 << 15;

    private static final long BYTES_A_PART = 1L << 26;

    private final Path folder;
    private final HarvestReading reading;
    private final int tokensAPart;

    HarvestFolder(Path folder, HarvestReading reading) {
        this(folder, reading, TOKENS_A_PART);
    }

    HarvestFolder(Path folder, HarvestReading reading, int tokensAPart) {
        this.folder = folder;
        this.reading = reading;
        this.tokensAPart = tokensAPart;
    }

    /** Reads what is missing, and gives all. */
    Activations goOn() {
        Map<String, String> fingerprint = HarvestFingerprint.of(reading);
        List<StoredPart> whole = StoredActivations.parts(folder);
        whole.forEach(part -> HarvestFingerprint.requireSame(folder, fingerprint, part.fingerprint()));
        Map<HookName, float[][]> first = reading.first();
        if (!whole.isEmpty()) {
            requireSame(first, StoredActivations.of(whole.subList(0, 1)));
        }
        int done = whole.stream().mapToInt(part -> part.rowsOfText().length).sum();
        long bytesARow =
                first.values().stream().mapToLong(rows -> rows[0].length).sum() * Float.BYTES;
        Deque<CollectedRows> parts = new ArrayDeque<>(); // still to be read
        List<List<Integer>> batches = new ArrayList<>();
        for (int from = done; from < reading.texts(); ) {
            int to = end(from, bytesARow);
            parts.add(new CollectedRows(reading, from, to));
            batches.addAll(reading.batches(from, to));
            from = to;
        }
        int count = whole.size() + parts.size();
        reading.read(batches, (texts, rows) -> {
            CollectedRows part = parts.getFirst();
            part.add(texts, rows);
            if (part.isWhole()) {
                Path file = StoredPart.file(folder, count - parts.size());
                StoredPart.write(file, fingerprint, part.rowsOfTexts(), part.bySite());
                parts.removeFirst();
            }
        });
        StoredActivations.writeIndex(folder, count);
        return StoredActivations.open(folder);
    }

    /** The end of a part that begins with text {@code from}: as many texts as its bounds allow, but at least one. */
    private int end(int from, long bytesARow) {
        long tokens = 0;
        long bytes = 0;
        int to = from;
        while (to < reading.texts()) {
            int length = reading.ids().get(to).length;
            tokens += length;
            bytes += bytesARow * reading.tokens().count(length);
            if (to > from && (tokens > tokensAPart || bytes > BYTES_A_PART)) {
                break;
            }
            to++;
        }
        return to;
    }

    /** A model that reads the first prompt otherwise is another, even where the fingerprint cannot tell. */
    private void requireSame(Map<HookName, float[][]> first, Activations stored) {
        double tolerance = reading.model().weights().precision() == Precision.FLOAT32 ? 1e-3 : 0.1;
        first.forEach((site, rows) -> {
            float[][] before = stored.rows(site, 0, rows.length);
            for (int row = 0; row < rows.length; row++) {
                double difference = 0;
                double size = 0;
                for (int i = 0; i < rows[row].length; i++) {
                    difference += Math.pow(rows[row][i] - before[row][i], 2);
                    size += Math.pow(before[row][i], 2);
                }
                if (difference > tolerance * tolerance * size) {
                    throw new CheckpointException(folder + " holds the activations of another model: those of the first"
                            + " prompt at " + site + " are not what this one computes. Do its interventions"
                            + " differ? Name another folder, or delete that one.");
                }
            }
        });
    }
}
