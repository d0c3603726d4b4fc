package dev.azimuth.discovery;

import dev.azimuth.tensor.Moments;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What moments say of two classes whose label is 1 and 0.
 *
 * @param difference {@code μ⁺ − μ⁻}, {@code [d, 1]}
 * @param within the covariance about the class means, {@code [d, d]}
 */
record TwoClasses(INDArray difference, INDArray within) {
    private static final double ROUNDING = 1e-9;

    static TwoClasses of(Moments moments) {
        double share = moments.labels() == 1 ? moments.labelMean().getDouble(0) : Double.NaN;
        double variance = share * (1 - share); // of labels that are 0 or 1, and of no others with this mean
        boolean areBinary = variance > 0 && Math.abs(moments.labelCovariance().getDouble(0) - variance) < ROUNDING;
        if (!areBinary) {
            throw new IllegalArgumentException(
                    "Two classes need one label for each row, 1 or 0, and rows of both; given"
                            + " are " + moments
                            + ". Make them by PairedRows.moments(), or of each class by labelled(1) and"
                            + " labelled(0).");
        }
        INDArray sigma = moments.crossCovariance();
        INDArray between = sigma.mmul(sigma.transpose()).divi(variance);
        return new TwoClasses(sigma.div(variance), moments.covariance().subi(between));
    }
}
