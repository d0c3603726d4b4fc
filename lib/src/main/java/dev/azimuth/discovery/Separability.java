package dev.azimuth.discovery;

import dev.azimuth.evaluation.Auc;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.Comparator;

/**
 * How far an axis parts two classes; of two with the same AUC, as at the ceiling, the one with the wider gap is larger.
 *
 * @param auc area under the ROC curve
 * @param spreads distance of the class means in units of the classes' common standard deviation
 */
record Separability(double auc, double spreads) implements Comparable<Separability> {
    static Separability of(PairedRows rows, float[] axis) {
        return of(Vectors.project(rows.positive(), axis), Vectors.project(rows.negative(), axis));
    }

    static Separability of(double[] positive, double[] negative) {
        double spread = Math.sqrt((variance(positive) + variance(negative)) / 2);
        return new Separability(Auc.of(positive, negative), (mean(positive) - mean(negative)) / spread);
    }

    @Override
    public int compareTo(Separability other) {
        return Comparator.comparingDouble(Separability::auc)
                .thenComparingDouble(Separability::spreads)
                .compare(this, other);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }
}
