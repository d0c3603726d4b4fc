package dev.azimuth.tensor;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.eigen.Eigen;
import org.nd4j.linalg.factory.Nd4j;

/** The eigenvalue decomposition of a symmetric matrix in float64, by LAPACK. */
public final class SymmetricEigen {
    private static final double EPSILON = Math.ulp(1.0);

    private final double[] values;
    private final INDArray vectors;

    private SymmetricEigen(double[] values, INDArray vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /** Of {@code symmetric}, {@code [d, d]}, which is left as it is. */
    public static SymmetricEigen of(INDArray symmetric) {
        INDArray vectors = symmetric.dup('c'); // overwritten by the eigenvectors
        double[] ascending = Matrices.values(Eigen.symmetricGeneralizedEigenvalues(vectors, true));
        double[] columns = Matrices.values(vectors);
        int d = ascending.length;
        double[] values = new double[d];
        double[] descending = new double[d * d];
        for (int j = 0; j < d; j++) {
            values[j] = ascending[d - 1 - j];
            for (int i = 0; i < d; i++) {
                descending[i * d + j] = columns[i * d + d - 1 - j];
            }
        }
        return new SymmetricEigen(values, Nd4j.createFromArray(descending).reshape(d, d));
    }

    /** Eigenvalues, largest first. */
    public double[] values() {
        return values.clone();
    }

    /** Eigenvectors in columns, in the same order. */
    public INDArray vectors() {
        return vectors.dup('c');
    }

    /**
     * {@code V·diag(λ^exponent)·Vᵀ·M} over the eigenvalues that stand above rounding error; times the pseudo-inverse for −1.
     * An inverse by determinants, as ND4J's own, gives up when one underflows, as the product of 576 small factors does.
     *
     * @param matrix M, {@code [d, k]}
     */
    public INDArray power(double exponent, INDArray matrix) {
        double smallest = values[0] * values.length * EPSILON;
        double[] kept = Arrays.stream(values).filter(value -> value > smallest).toArray();
        if (kept.length == 0) {
            return Nd4j.zerosLike(matrix);
        }
        Arrays.setAll(kept, i -> Math.pow(kept[i], exponent));
        INDArray columns = Matrices.firstColumns(vectors, kept.length);
        return columns.mmul(columns.transpose().mmul(matrix).muliColumnVector(Matrices.column(kept)));
    }
}
