package dev.azimuth.tensor;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How far a sample covariance S is drawn towards the multiple of the identity that has its trace:
 * {@code (1−ρ)S + ρ·tr(S)/d·I}, which can be inverted where S, of few rows, cannot.
 */
public final class Shrinkage {
    private Shrinkage() {}

    /**
     * The ρ of least expected squared error (Ledoit and Wolf, 2004).
     *
     * @param centred rows, {@code [n, d]}
     * @param axes their principal axes
     */
    public static double ledoitWolf(INDArray centred, PrincipalAxes axes) {
        double n = centred.rows();
        double trace = 0;
        double squared = 0; // ‖S‖²
        for (double s : axes.singularValues()) {
            double variance = s * s / n;
            trace += variance;
            squared += variance * variance;
        }
        double fourth = 0;
        for (double energy : Matrices.values(centred.mul(centred).sum(1))) {
            fourth += energy * energy / n;
        }
        return share((fourth - squared) / n, squared - trace * trace / centred.columns());
    }

    /**
     * The asymptotically best ρ where the covariance and n are all that is known (Bodnar, Gupta and Parolya, 2014,
     * arXiv 1308.2608).
     */
    public static double bodnar(INDArray covariance, long n) {
        double trace = trace(covariance);
        double squared = covariance.mul(covariance).sumNumber().doubleValue();
        return share(trace * trace / n, squared - trace * trace / covariance.rows());
    }

    /**
     * The same from the covariance's eigenvalues.
     *
     * @param variances those that are not 0
     * @param width d
     */
    public static double bodnar(double[] variances, int width, long n) {
        double trace = 0;
        double squared = 0;
        for (double variance : variances) {
            trace += variance;
            squared += variance * variance;
        }
        return share(trace * trace / n, squared - trace * trace / width);
    }

    /** The covariance drawn by ρ = {@code share}. */
    public static INDArray apply(INDArray covariance, double share) {
        long d = covariance.rows();
        INDArray identity = Nd4j.eye(d).castTo(DataType.DOUBLE);
        return covariance.mul(1 - share).addi(identity.muli(share * trace(covariance) / d));
    }

    private static double share(double noise, double distance) {
        return distance <= 0 ? 1 : Math.max(0, Math.min(1, noise / distance));
    }

    private static double trace(INDArray square) {
        return Nd4j.diag(square).sumNumber().doubleValue();
    }
}
