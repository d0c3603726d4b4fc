package dev.azimuth.superposition;

import dev.azimuth.tensor.Moments;
import java.util.Arrays;
import java.util.Locale;

/**
 * How many dimensions activations fill, by the eigenvalues λ of their covariance. Both measures are 1 when all variance
 * lies along one axis and d when every axis has the same; of few rows they say more of these rows than of the model.
 */
public final class Spectrum {
    private final long rows;
    private final double[] variances;

    Spectrum(long rows, double[] variances) {
        this.rows = rows;
        this.variances = variances;
    }

    /** Of activations with these moments. */
    public static Spectrum of(Moments moments) {
        return new Whitening(moments).spectrum();
    }

    /** How many rows it rests on. */
    public long rows() {
        return rows;
    }

    /** λ, largest first, {@code [d]}. */
    public double[] variances() {
        return variances.clone();
    }

    /** {@code (Σλ)²/Σλ²}. */
    public double participationRatio() {
        double sum = Arrays.stream(variances).sum();
        double squares = Arrays.stream(variances).map(v -> v * v).sum();
        return squares == 0 ? 0 : sum * sum / squares;
    }

    /** {@code exp(−Σ p·ln p)} with {@code p = s/Σs} and the singular values s = √λ (Roy and Vetterli, 2007). */
    public double effectiveRank() {
        double[] s = Arrays.stream(variances).map(Math::sqrt).toArray();
        double sum = Arrays.stream(s).sum();
        double entropy = Arrays.stream(s)
                .filter(value -> value > 0)
                .map(value -> -value / sum * Math.log(value / sum))
                .sum();
        return sum == 0 ? 0 : Math.exp(entropy);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "Spectrum of %d rows in %d dimensions: participation ratio %.1f, effective rank %.1f",
                rows,
                variances.length,
                participationRatio(),
                effectiveRank());
    }
}
