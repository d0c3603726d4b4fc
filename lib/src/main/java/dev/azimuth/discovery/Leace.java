package dev.azimuth.discovery;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Shrinkage;
import dev.azimuth.tensor.Svd;
import dev.azimuth.tensor.SymmetricEigen;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Least-squares concept erasure (Belrose et al., 2023, arXiv 2306.03819): of all affine maps after which no linear
 * classifier does better than a constant, the one that moves the rows least. {@code x' = x − W⁺UUᵀW(x − μ)} with {@code W
 * = Σ^{−1/2}} and U an orthonormal basis of what {@code WΣ_xz} spans; for two classes {@code x' = x − σ·bᵀ(x − μ)}, {@code
 * b = Σ⁻¹σ/(σᵀΣ⁻¹σ)}.
 *
 * <p>It keeps the mean and adds no variance. Its rank is the number of classes less one, or that of independent label
 * columns.
 */
public final class Leace {
    /** Columns of labels that depend on the others, as those of one-hot classes do, leave rounding error behind. */
    static final double DEPENDENT = 1e-8;

    private Leace() {}

    /** With the sample covariance and its exact pseudo-inverse: on the rows it was fitted on nothing is left. */
    public static AffineMap of(Moments moments) {
        return of(moments, moments.covariance());
    }

    /**
     * With the covariance shrunk as Bodnar, Gupta and Parolya (2014) derive, for rows that are not many times as many as
     * the dimensions. Nothing is left on the rows it was fitted on either, but they are moved a little further.
     */
    public static AffineMap shrunk(Moments moments) {
        INDArray covariance = moments.covariance();
        return of(moments, Shrinkage.apply(covariance, Shrinkage.bodnar(covariance, moments.count())));
    }

    private static AffineMap of(Moments moments, INDArray covariance) {
        SymmetricEigen eigen = SymmetricEigen.of(covariance);
        INDArray basis = Svd.of(eigen.power(-0.5, signal(moments))).basis(DEPENDENT);
        return AffineMap.about(moments.mean(), eigen.power(0.5, basis), eigen.power(-0.5, basis));
    }

    /** {@code Σ_xz}, or an error where there is nothing to erase. */
    static INDArray signal(Moments moments) {
        INDArray cross = moments.crossCovariance();
        if (!(cross.norm2Number().doubleValue() > 0)) {
            throw new IllegalArgumentException(
                    "The labels of the " + moments.count()
                            + " rows do not vary together with them; there is nothing to erase. Do all rows have the same label?");
        }
        return cross;
    }
}
