package dev.azimuth.interference;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.testing.RandomRows;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Made-up rows in which a companion comes along with a target: {@code 2·T·e₀ + T·e₁ + 3·S·u + noise}. */
final class CollateralSamples {
    static final int D = 12;
    static final int N = 4000;

    private CollateralSamples() {}

    /** The labels, target and companion, {@code [n, 2]}. */
    static double[][] labels() {
        SplittableRandom random = new SplittableRandom(3);
        double[][] labels = new double[N][2];
        for (double[] row : labels) {
            row[0] = random.nextInt(2);
            row[1] = random.nextDouble() < (row[0] > 0 ? 0.8 : 0.3) ? 1 : 0;
        }
        return labels;
    }

    static float[][] rows() {
        double[][] labels = labels();
        float[][] rows = RandomRows.normal(N, D, 1);
        for (int i = 0; i < N; i++) {
            for (int j = 2; j < D; j++) {
                rows[i][j] *= 1 + 0.3f * j; // spreads differ, so that a covariance says something
            }
            rows[i][5] += 4;
            rows[i][0] += (float) (2 * labels[i][0]);
            rows[i][1] += (float) labels[i][0];
            rows[i][0] += (float) (1.5 * labels[i][1]);
            rows[i][2] += (float) (3 * labels[i][1]);
        }
        return rows;
    }

    static Moments moments() {
        double[][] labels = labels();
        INDArray z = org.nd4j.linalg.factory.Nd4j.create(labels);
        return Moments.of(Matrices.of(rows()), z);
    }

    /** With a sink along the fourth coordinate, and benign rows about −1 of the first. */
    static CollateralStatistics statistics() {
        float[] sink = new float[D];
        sink[3] = 5;
        sink[0] = 1;
        return CollateralStatistics.of(moments(), "target", "companion")
                .benign(RandomRows.moved(RandomRows.normal(1000, D, 9), 0, -1))
                .sink(sink);
    }
}
