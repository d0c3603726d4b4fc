package dev.azimuth.interference;

import dev.azimuth.dataset.ContrastivePairs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How often two features come together, as the correlation φ of their labels.
 *
 * @param phi from −1 to 1; NaN where a label never changes
 * @param texts how many texts it rests on
 * @param byLabels whether both labels are given; otherwise one is what the target's reader says
 * @param smallest of the four combinations, how many texts the rarest has
 */
record CoOccurrence(double phi, int texts, boolean byLabels, int smallest) {

    /** By the labels of the texts that both sets hold; of no text where they share none. */
    static CoOccurrence of(ContrastivePairs target, ContrastivePairs feature) {
        Map<String, Boolean> known = new HashMap<>();
        target.positives().forEach(text -> known.put(text, true));
        target.negatives().forEach(text -> known.put(text, false));
        int[] cells = new int[4];
        for (String text : feature.positives()) {
            count(cells, known.get(text), true);
        }
        for (String text : feature.negatives()) {
            count(cells, known.get(text), false);
        }
        return of(cells, true);
    }

    /** By what the target's reader says of a feature's texts, above or below their median. */
    static CoOccurrence ofReader(double[] read) {
        double[] sorted = read.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        int[] cells = new int[4];
        IntStream.range(0, read.length).forEach(i -> count(cells, read[i] > median, i < read.length / 2));
        return of(cells, false);
    }

    private static void count(int[] cells, @Nullable Boolean one, boolean other) {
        if (one != null) {
            cells[(one ? 2 : 0) + (other ? 1 : 0)]++;
        }
    }

    private static CoOccurrence of(int[] cells, boolean byLabels) {
        double ones = cells[2] + cells[3];
        double others = cells[1] + cells[3];
        double n = Arrays.stream(cells).sum();
        double phi = (n * cells[3] - ones * others) / Math.sqrt(ones * (n - ones) * others * (n - others));
        return new CoOccurrence(
                phi, (int) n, byLabels, Arrays.stream(cells).min().orElseThrow());
    }

    /** Whether labels alone make the two inseparable. */
    boolean hasEmptyCell() {
        return byLabels && texts > 0 && smallest == 0;
    }
}
