package dev.azimuth.tensor;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The right singular vectors of rows, which are not centred here. Fewer rows than dimensions cost a decomposition of
 * {@code [n, n]} only, and any fit that is linear in the rows can be made in {@code r} coordinates and lose nothing.
 */
public final class PrincipalAxes {
    /** Activations are float32, so what lies below this share of the largest singular value is rounding. */
    private static final double ROUNDING = 1e-6;

    private final INDArray axes;
    private final double[] singularValues;

    private PrincipalAxes(INDArray axes, double[] singularValues) {
        this.axes = axes;
        this.singularValues = singularValues;
    }

    /**
     * Of these rows, {@code [n, d]}.
     *
     * @throws IllegalArgumentException when all are zero
     */
    public static PrincipalAxes of(INDArray rows) {
        boolean few = rows.rows() < rows.columns();
        INDArray transposed = rows.transpose();
        SymmetricEigen eigen = SymmetricEigen.of(few ? rows.mmul(transposed) : transposed.mmul(rows));
        double[] all = Arrays.stream(eigen.values())
                .map(value -> Math.sqrt(Math.max(0, value)))
                .toArray();
        double[] kept = Arrays.stream(all).filter(s -> s > ROUNDING * all[0]).toArray();
        if (kept.length == 0) {
            throw new IllegalArgumentException("The " + rows.rows() + " rows are all the same; they have no axes.");
        }
        INDArray vectors = Matrices.firstColumns(eigen.vectors(), kept.length);
        INDArray axes = few ? transposed.mmul(vectors).diviRowVector(Nd4j.createFromArray(kept)) : vectors;
        return new PrincipalAxes(axes, kept);
    }

    /** Number of axes, {@code r}. */
    public int count() {
        return singularValues.length;
    }

    /** Singular values, largest first; their squares over n are the variances of centred rows. */
    public double[] singularValues() {
        return singularValues.clone();
    }

    /** One of them, of unit length, {@code [d]}; its sign is arbitrary. */
    public float[] axis(int index) {
        return Matrices.floats(axes.getColumn(index));
    }

    /** The rows in these axes, {@code [n, r]}. */
    public INDArray coordinates(INDArray rows) {
        return rows.mmul(axes);
    }

    /** The vector that has these coordinates, {@code [d, 1]}. */
    public INDArray vector(double... coordinates) {
        return axes.mmul(Matrices.column(coordinates));
    }
}
