package dev.azimuth.sae;

import dev.azimuth.tensor.Vectors;
import java.util.List;

/** What brings rows to mean 0 and a variance of 1 a dimension on average: {@code (x − mean)·scale}. */
final class Scaling {
    /** {@code [d]}. */
    final float[] mean;

    final double scale;

    Scaling(List<float[]> rows) {
        mean = Vectors.mean(rows.toArray(float[][]::new));
        double squares = 0;
        for (float[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                double difference = (double) row[i] - mean[i];
                squares += difference * difference;
            }
        }
        double variance = squares / rows.size() / mean.length;
        if (!(variance > 0) || Double.isInfinite(variance)) {
            throw new IllegalArgumentException("The " + rows.size() + " rows to train on have the variance " + variance
                    + ". Give rows of finite numbers that differ.");
        }
        scale = 1 / Math.sqrt(variance);
    }
}
