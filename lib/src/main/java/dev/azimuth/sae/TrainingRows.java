package dev.azimuth.sae;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Rows to train on, in random order. As many as fit are read at a time and mixed; activations in files that are more than
 * that are mixed within such a piece, and the pieces taken in random order.
 */
final class TrainingRows {
    private static final int MOST = 1 << 27; // numbers of a piece: 512 MB

    private final Activations activations;
    private final HookName site;
    private final BitSet used = new BitSet();
    private final int piece;

    TrainingRows(Activations activations, HookName site, boolean firstRows) {
        this.activations = activations;
        this.site = site;
        int row = 0;
        for (int text = 0; text < activations.texts(); text++) {
            int rows = activations.rowsOf(text);
            used.set(row + (firstRows || rows == 1 ? 0 : 1), row + rows);
            row += rows;
        }
        if (used.isEmpty()) {
            throw new IllegalArgumentException("There are no rows to train on in " + activations + ".");
        }
        this.piece = Math.max(1, MOST / width());
    }

    int width() {
        return activations.rows(site, 0, 1)[0].length;
    }

    int count() {
        return used.cardinality();
    }

    /** Steps of one epoch. */
    int steps(int batch) {
        int steps = 0;
        for (int from = 0; from < activations.count(); from += piece) {
            int rows =
                    used.get(from, Math.min(activations.count(), from + piece)).cardinality();
            steps += (rows + batch - 1) / batch;
        }
        return steps;
    }

    /** Where the pieces begin, in random order. */
    List<Integer> pieces(Random random) {
        List<Integer> starts = new ArrayList<>();
        for (int from = 0; from < activations.count(); from += piece) {
            starts.add(from);
        }
        Collections.shuffle(starts, random);
        return starts;
    }

    /** The rows of a piece that are used, mixed, in batches. */
    List<float[][]> batches(int from, int batch, Random random) {
        List<float[]> rows = rows(from);
        Collections.shuffle(rows, random);
        List<float[][]> batches = new ArrayList<>();
        for (int start = 0; start < rows.size(); start += batch) {
            batches.add(
                    rows.subList(start, Math.min(rows.size(), start + batch)).toArray(float[][]::new));
        }
        return batches;
    }

    /** Those of the piece that begins at {@code from}. */
    List<float[]> rows(int from) {
        int to = Math.min(activations.count(), from + piece);
        float[][] all = activations.rows(site, from, to);
        List<float[]> rows = new ArrayList<>();
        used.get(from, to).stream().forEach(row -> rows.add(all[row]));
        return rows;
    }
}
