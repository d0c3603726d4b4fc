package dev.azimuth.direction;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Svd;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What several directions span, by an orthonormal basis. */
public final class Subspace {
    private final INDArray basis;

    private Subspace(INDArray basis) {
        this.basis = basis;
    }

    /** Spanned by these directions. */
    public static Subspace of(Direction... directions) {
        return of(Arrays.stream(directions).map(Direction::unit).toArray(float[][]::new));
    }

    /** Spanned by these vectors, {@code [k, d]}; what is within 1e-6 of depending on the others adds no dimension. */
    public static Subspace of(float[][] vectors) {
        return of(Matrices.of(vectors).transpose());
    }

    /** Spanned by these columns, {@code [d, k]}. */
    public static Subspace of(INDArray columns) {
        return new Subspace(Svd.of(columns).basis(1e-6));
    }

    /** Number of dimensions. */
    public int dimension() {
        return basis.columns();
    }

    /** Orthonormal columns Q, {@code [d, k]}. */
    public INDArray basis() {
        return basis.dup();
    }

    /** The rows' coordinates, {@code [n, k]}. */
    public INDArray coordinates(INDArray rows) {
        return rows.mmul(basis);
    }

    /** The part of the rows that lies in it, {@code QQᵀx}. */
    public INDArray project(INDArray rows) {
        return coordinates(rows).mmul(basis.transpose());
    }

    /** Brings what lies in it to where it is at {@code centre}: {@code x − QQᵀ(x − c)}. */
    public AffineMap removal(INDArray centre) {
        return AffineMap.about(centre, basis, basis);
    }

    /**
     * The angles between two subspaces in radians, smallest first, one for each dimension of the smaller. Angles below
     * 45° come from their sines, since the cosine of a small one is 1 to rounding (Björck and Golub, 1973).
     */
    public double[] principalAngles(Subspace other) {
        if (dimension() > other.dimension()) {
            return other.principalAngles(this);
        }
        INDArray inner = other.basis.transpose().mmul(basis);
        double[] cosines = Svd.of(inner).singularValues();
        double[] sines = Svd.of(basis.sub(other.basis.mmul(inner))).singularValues();
        double[] angles = new double[dimension()];
        for (int i = 0; i < angles.length; i++) {
            double sine = sines[angles.length - 1 - i];
            angles[i] = cosines[i] * cosines[i] > 0.5 ? Math.asin(sine) : Math.acos(cosines[i]);
        }
        return angles;
    }

    @Override
    public String toString() {
        return "Subspace of " + dimension() + " of " + basis.rows() + " dimensions";
    }
}
