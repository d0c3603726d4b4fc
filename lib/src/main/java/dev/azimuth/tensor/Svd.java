package dev.azimuth.tensor;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The left half of a singular value decomposition {@code M = U·diag(s)·Vᵀ} in float64, by LAPACK. */
public final class Svd {
    private final INDArray u;
    private final double[] s;

    private Svd(INDArray u, double[] s) {
        this.u = u;
        this.s = s;
    }

    /** Of {@code matrix}, {@code [n, k]}. */
    public static Svd of(INDArray matrix) {
        long n = matrix.rows();
        long k = matrix.columns();
        INDArray s = Nd4j.create(DataType.DOUBLE, Math.min(n, k));
        INDArray u = Nd4j.create(DataType.DOUBLE, new long[] {n, n}, 'f');
        INDArray vt = Nd4j.create(DataType.DOUBLE, new long[] {k, k}, 'f');
        Nd4j.getBlasWrapper().lapack().gesvd(matrix.dup('f'), s, u, vt); // which misreads row-major order
        return new Svd(u, Matrices.values(s));
    }

    /** Singular values, largest first, {@code min(n, k)} of them. */
    public double[] singularValues() {
        return s.clone();
    }

    /**
     * An orthonormal basis of what the columns span, in columns.
     *
     * @param tolerance singular values up to this share of the largest count as 0
     * @throws IllegalArgumentException when all columns are zero
     */
    public INDArray basis(double tolerance) {
        int rank =
                (int) Arrays.stream(s).filter(value -> value > tolerance * s[0]).count();
        if (rank == 0) {
            throw new IllegalArgumentException("Vectors that are all zero span nothing.");
        }
        return Matrices.firstColumns(u, rank);
    }
}
