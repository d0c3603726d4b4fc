package dev.azimuth.interference;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.interference.LayerGeometry.Axis;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The price of protecting features exactly: by what factor the squared disturbance of everything else grows when a
 * direction is read so that none of them is seen. It is the variance inflation factor {@code G₁₁·[G⁻¹]₁₁}, with {@code G =
 * CᵀΣ⁻¹C} of the direction and the protected features in C; 1 means that protection is free. It is the price for these
 * estimates of where the features are written, which chance turns away from each other when pairs are few; the features
 * themselves may be closer.
 */
final class VarianceInflation {
    private VarianceInflation() {}

    /**
     * With the interval over pairs of the protected features, of which each draw has one axis each; the direction and Σ stay
     * as they are.
     */
    static Estimate of(Axis direction, List<Axis> protectedAxes, List<List<Axis>> redrawn, int n) {
        double[] draws = IntStream.range(0, redrawn.get(0).size())
                .mapToDouble(draw -> of(
                        direction, redrawn.stream().map(axes -> axes.get(draw)).toList()))
                .toArray();
        return new Estimate(
                of(direction, protectedAxes), Bootstrap.quantile(draws, 0.025), Bootstrap.quantile(draws, 0.975), n);
    }

    /** Of a direction among protected axes; infinite where they span it. */
    static double of(Axis direction, List<Axis> protectedAxes) {
        double explained = explained(direction, protectedAxes, Axis::whitenedCosine);
        return explained >= 1 - 1e-12 ? Double.POSITIVE_INFINITY : 1 / (1 - explained);
    }

    /** The length that is left of a unit direction after the protected axes were projected out of it. */
    static double retained(Axis direction, List<Axis> protectedAxes) {
        return Math.sqrt(Math.max(0, 1 - explained(direction, protectedAxes, Axis::cosine)));
    }

    /** R²: the share of a direction's squared length that lies in the span of others. */
    private static double explained(Axis direction, List<Axis> others, ToDoubleBiFunction<Axis, Axis> cosine) {
        int k = others.size();
        if (k == 1) { // thousands of draws ask for no more
            double alone = cosine.applyAsDouble(direction, others.get(0));
            return alone * alone;
        }
        double[][] gram = new double[k][k];
        double[][] towards = new double[k][1];
        for (int i = 0; i < k; i++) {
            towards[i][0] = cosine.applyAsDouble(direction, others.get(i));
            for (int j = 0; j < k; j++) {
                gram[i][j] = cosine.applyAsDouble(others.get(i), others.get(j));
            }
        }
        INDArray right = Nd4j.createFromArray(towards);
        double[] weights =
                Matrices.values(SymmetricEigen.of(Nd4j.createFromArray(gram)).power(-1, right));
        return IntStream.range(0, k)
                .mapToDouble(i -> weights[i] * towards[i][0])
                .sum();
    }
}
