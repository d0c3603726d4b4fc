package dev.azimuth.superposition;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Shrinkage;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The covariance Σ of neutral activations in its own axes, where it is diagonal, shrunk or not. It is as large as Σ, so that
 * what a result keeps of it is small.
 */
final class Whitening {
    private final INDArray axes;
    private final Spectrum spectrum;
    private final double shrinkage;

    Whitening(Moments moments) {
        INDArray covariance = moments.covariance();
        SymmetricEigen eigen = SymmetricEigen.of(covariance);
        axes = eigen.vectors();
        spectrum = new Spectrum(
                moments.count(),
                Arrays.stream(eigen.values()).map(v -> Math.max(0, v)).toArray());
        shrinkage = Shrinkage.bodnar(covariance, moments.count());
    }

    Spectrum spectrum() {
        return spectrum;
    }

    /** The axes of the largest variances in columns, {@code [d, count]}; all d of them where more are asked for. */
    INDArray largestAxes(int count) {
        return Matrices.firstColumns(axes, Math.min(count, axes.columns()));
    }

    /** {@code wᵀΣw/tr Σ} of each column w, {@code [d, k]}: the share of the variance along it. */
    double[] varianceShares(INDArray columns) {
        double[] variances = spectrum.variances();
        double total = Arrays.stream(variances).sum();
        double[][] gram = weighted(columns, variances);
        double[] shares = new double[gram.length];
        Arrays.setAll(shares, i -> gram[i][i] / total);
        return shares;
    }

    /** {@code CᵀΣ⁻¹C} of the columns C, {@code [d, k]}, with Σ shrunk towards a multiple of the identity. */
    double[][] whitenedGram(INDArray columns) {
        double[] variances = spectrum.variances();
        double floor = shrinkage * Arrays.stream(variances).average().orElseThrow();
        return weighted(
                columns,
                Arrays.stream(variances)
                        .map(v -> 1 / ((1 - shrinkage) * v + floor))
                        .toArray());
    }

    private double[][] weighted(INDArray columns, double[] weights) {
        INDArray coordinates = axes.transpose().mmul(columns);
        INDArray scaled = coordinates.mulColumnVector(Matrices.column(weights));
        return Matrices.rows(coordinates.transpose().mmul(scaled));
    }
}
