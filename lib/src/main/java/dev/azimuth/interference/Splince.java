package dev.azimuth.interference;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.tensor.Svd;
import dev.azimuth.tensor.SymmetricEigen;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Erasure that keeps what other labels have in common with the rows (Holstege, Ravfogel and Wouters, 2025, arXiv
 * 2506.10703): {@code P = W⁺V(UᵀV)⁻¹UᵀW} with {@code W = Σ^{−1/2}}, U a basis of all that is orthogonal to {@code WΣ_xz},
 * and V a basis of {@code WΣ_xy} and of all that is orthogonal to both. As a map of low rank, {@code I − P = W⁺u(nᵀu)⁻¹nᵀW}
 * with u an orthonormal basis of {@code WΣ_xz} and n what of it is orthogonal to {@code WΣ_xy}.
 */
public final class Splince {
    private static final double DEPENDENT = 1e-8;

    private Splince() {}

    /**
     * The map about the mean.
     *
     * @param mean μ, {@code [d]}
     * @param covariance Σ, {@code [d, d]}
     * @param erased Σ_xz, {@code [d, k]}
     * @param kept Σ_xy, {@code [d, m]}
     * @throws IllegalArgumentException when what is to be erased lies in what is to be kept
     */
    public static AffineMap of(INDArray mean, INDArray covariance, INDArray erased, INDArray kept) {
        SymmetricEigen eigen = SymmetricEigen.of(covariance);
        INDArray u = Svd.of(eigen.power(-0.5, erased)).basis(DEPENDENT);
        INDArray q = Svd.of(eigen.power(-0.5, kept)).basis(DEPENDENT);
        INDArray n = u.sub(q.mmul(q.transpose().mmul(u)));
        double[] left = Svd.of(n).singularValues();
        if (!(left[left.length - 1] > DEPENDENT)) {
            throw new IllegalArgumentException(
                    "What is to be erased lies in what is to be kept; no map does both. Keep fewer concepts.");
        }
        INDArray inner = SymmetricEigen.of(n.transpose().mmul(n))
                .power(-1, n.transpose())
                .transpose(); // nᵀu = nᵀn
        return AffineMap.about(mean, eigen.power(0.5, u), eigen.power(-0.5, inner));
    }
}
