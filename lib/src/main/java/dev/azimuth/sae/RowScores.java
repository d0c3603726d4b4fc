package dev.azimuth.sae;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** What the rows alone say of an autoencoder, of each text. */
final class RowScores {
    /** Rows that were read. */
    final double[] tokens;
    /** Active features, summed over rows. */
    final double[] active;
    /** {@code Σ‖x − x̂‖²}. */
    final double[] squaredError;
    /** {@code Σ‖x − x̄‖²}, about the mean of all texts' rows. */
    final double[] squaredSpread;

    private final BitSet alive = new BitSet();

    RowScores(SparseAutoencoder sae, HookedTransformer model, List<String> texts) {
        int n = texts.size();
        tokens = new double[n];
        active = new double[n];
        squaredError = new double[n];
        List<float[][]> all = new ArrayList<>();
        TextRows.read(sae, model, texts, (text, rows) -> {
            all.add(rows);
            tokens[text] = rows.length;
            count(text, sae.encode(rows));
            float[][] reconstructed = sae.reconstruct(rows);
            for (int i = 0; i < rows.length; i++) {
                squaredError[text] += squaredDistance(rows[i], reconstructed[i]);
            }
        });
        squaredSpread = spread(all);
    }

    /** How many features were active at any row. */
    int alive() {
        return alive.cardinality();
    }

    private void count(int text, float[][] features) {
        for (float[] row : features) {
            for (int feature = 0; feature < row.length; feature++) {
                if (row[feature] > 0) {
                    active[text]++;
                    alive.set(feature);
                }
            }
        }
    }

    private static double[] spread(List<float[][]> texts) {
        float[][] rows = texts.stream().flatMap(Arrays::stream).toArray(float[][]::new);
        float[] mean = Vectors.mean(rows);
        return texts.stream()
                .mapToDouble(text -> Arrays.stream(text)
                        .mapToDouble(row -> squaredDistance(row, mean))
                        .sum())
                .toArray();
    }

    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }
}
