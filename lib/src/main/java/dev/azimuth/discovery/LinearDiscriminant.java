package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Shrinkage;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.Locale;

/**
 * Fisher's linear discriminant {@code Σ⁻¹(μ⁺ − μ⁻)}, with the within-class covariance Σ shrunk towards a multiple of the
 * identity. It reads a concept better than the mean difference does, but is no direction to write along.
 */
public final class LinearDiscriminant implements MomentEstimator {
    /** How far Σ is shrunk, from its variances along its axes, d, and the number of rows. */
    @FunctionalInterface
    private interface Share {
        double of(double[] variances, int width, long rows);
    }

    private final String method;
    private final Share share;

    private LinearDiscriminant(String method, Share share) {
        this.method = method;
        this.share = share;
    }

    /** Shrunk as Ledoit and Wolf (2004) derive, from each row's length. */
    public static DirectionEstimator linearDiscriminant() {
        return new LedoitWolfDiscriminant();
    }

    /** Shrunk as Bodnar, Gupta and Parolya (2014, arXiv 1308.2608) derive, from Σ and the number of rows alone. */
    public static LinearDiscriminant bodnar() {
        return new LinearDiscriminant("linear discriminant, shrunk by Bodnar's share", Shrinkage::bodnar);
    }

    /**
     * Shrunk by {@code share}, from 0 to 1, where 1 gives the mean difference. With 0 and the pseudo-inverse it is the
     * mass-mean probe of Marks and Tegmark (2023, arXiv 2310.06824), which needs many more rows than dimensions.
     */
    public static LinearDiscriminant shrunkBy(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "A covariance cannot be shrunk by " + share + ". Give a share from 0 to 1.");
        }
        return new LinearDiscriminant(
                String.format(Locale.ROOT, "linear discriminant, shrunk by %.3g", share),
                (variances, width, rows) -> share);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public float[] fit(PairedRows rows) {
        WithinClasses within = WithinClasses.of(rows);
        return within.discriminant(share.of(within.variances(), rows.width(), 2L * rows.pairs()));
    }

    /** Of the rows and their labels, 1 and 0. */
    @Override
    public Moments moments(PairedRows rows) {
        return rows.moments();
    }

    @Override
    public float[] fit(Moments moments) {
        TwoClasses classes = TwoClasses.of(moments);
        double rho = share.of(SymmetricEigen.of(classes.within()).values(), moments.width(), moments.count());
        return Matrices.floats(
                SymmetricEigen.of(Shrinkage.apply(classes.within(), rho)).power(-1, classes.difference()));
    }

    @Override
    public int shuffles() {
        return 40;
    }

    @Override
    public String toString() {
        return method();
    }
}
