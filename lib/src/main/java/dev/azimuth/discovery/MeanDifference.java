package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import java.util.Locale;

/**
 * The difference of the class means {@code μ⁺ − μ⁻} (Marks and Tegmark, 2023, arXiv 2310.06824), or of means that a few
 * wild rows cannot move. All move with the rows when these are shifted or scaled.
 */
public final class MeanDifference implements MomentEstimator {
    private MeanDifference() {}

    /** Of the plain means. */
    public static MeanDifference meanDifference() {
        return new MeanDifference();
    }

    /** Of means winsorized at 5 % in each tail. */
    public static DirectionEstimator winsorized() {
        return winsorized(0.05);
    }

    /**
     * Of winsorized means: in each class and each coordinate the lowest {@code ⌊share·n⌋} values are raised to the next
     * one, and the highest lowered alike.
     *
     * @param share of each tail, 0 or more and below one half
     */
    public static DirectionEstimator winsorized(double share) {
        if (!(share >= 0 && share < 0.5)) {
            throw new IllegalArgumentException(
                    "A share of " + share + " cannot be winsorized in each tail. Give 0 or more, and less than 0.5.");
        }
        return RobustMeanDifference.winsorized(
                String.format(Locale.ROOT, "mean difference, winsorized at %.3g %%", 100 * share), share);
    }

    /**
     * The coordinatewise median of the mean differences of blocks of pairs (Lugosi and Mendelson, 2019, arXiv
     * 1906.04280). It holds while fewer than half of the blocks have a wild pair. Pair {@code i} is in block {@code i mod
     * blocks}.
     */
    public static DirectionEstimator medianOfMeans(int blocks) {
        if (blocks < 1) {
            throw new IllegalArgumentException("There is no median of " + blocks + " blocks. Give 1 or more.");
        }
        return RobustMeanDifference.medianOfMeans("median of " + blocks + " mean differences", blocks);
    }

    @Override
    public String method() {
        return "mean difference";
    }

    @Override
    public float[] fit(PairedRows rows) {
        return rows.meanDifference();
    }

    /** Of the rows and their labels, 1 and 0. */
    @Override
    public Moments moments(PairedRows rows) {
        return rows.moments();
    }

    @Override
    public float[] fit(Moments moments) {
        return Matrices.floats(TwoClasses.of(moments).difference());
    }

    @Override
    public String toString() {
        return method();
    }
}
