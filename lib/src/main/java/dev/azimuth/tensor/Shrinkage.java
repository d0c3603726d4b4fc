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

    /** The ρ of least expected squared error (Ledoit and Wolf, 2004), from centred rows {@code [n, d]}. */
    public static double ledoitWolf(INDArray centred) {
        double n = centred.rows();
        double d = centred.columns();
        INDArray gram =
                n < d ? centred.mmul(centred.transpose()) : centred.transpose().mmul(centred);
        double squared = sumOfSquares(gram) / (n * n); // ‖S‖²
        double[] energies = Matrices.values(centred.mul(centred).sum(1));
        double trace = 0;
        double fourth = 0;
        for (double energy : energies) {
            trace += energy / n;
            fourth += energy * energy / n;
        }
        return share((fourth - squared) / n, squared - trace * trace / d);
    }

    /**
     * The asymptotically best ρ where the covariance and n are all that is known (Bodnar, Gupta and Parolya, 2014,
     * arXiv 1308.2608).
     */
    public static double bodnar(INDArray covariance, long n) {
        double trace = trace(covariance);
        return share(trace * trace / n, sumOfSquares(covariance) - trace * trace / covariance.rows());
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

    private static double sumOfSquares(INDArray matrix) {
        return matrix.mul(matrix).sumNumber().doubleValue();
    }
}
