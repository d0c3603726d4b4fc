package dev.azimuth.discovery;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.direction.Subspace;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Svd;

/**
 * Spectral attribute removal (Shao, Ziser and Cohen, 2023, arXiv 2203.07893): projects away what the covariance with the
 * labels spans, {@code x' = x − UUᵀ(x − μ)}. It is {@link Leace} with W = I, and moves the rows further.
 */
public final class Sal {
    private Sal() {}

    /** Of rows and labels with these moments. */
    public static AffineMap of(Moments moments) {
        return Subspace.of(Svd.of(Leace.signal(moments)).basis(Leace.DEPENDENT)).removal(moments.mean());
    }
}
