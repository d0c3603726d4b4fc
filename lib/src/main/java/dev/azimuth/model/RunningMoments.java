package dev.azimuth.model;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moments of rows that come a few at a time; a thousand or so wait until they are worth a matrix product. */
final class RunningMoments {
    private static final int ROWS_A_PRODUCT = 1024;

    private final List<float[]> waiting = new ArrayList<>();
    private @Nullable Moments sum;

    /** Adds rows {@code [n, d]}, which may be changed no more. */
    void add(float[][] rows) {
        Collections.addAll(waiting, rows);
        if (waiting.size() >= ROWS_A_PRODUCT) {
            sum();
        }
    }

    /**
     * The moments of all rows so far.
     *
     * @throws IllegalStateException when there are none
     */
    Moments sum() {
        if (!waiting.isEmpty()) {
            Moments next = Moments.of(Matrices.of(waiting.toArray(float[][]::new)));
            sum = sum == null ? next : sum.plus(next);
            waiting.clear();
        }
        if (sum == null) {
            throw new IllegalStateException("The moments of no row are not defined. Add at least one.");
        }
        return sum;
    }
}
