package dev.azimuth.tensor;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.eigen.Eigen;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Decompositions, by ND4J and the LAPACK below it, in float64. */
public final class LinearAlgebra {
    private LinearAlgebra() {}

    /** The direction of largest variance of the rows, {@code [d]}, of unit length; its sign is arbitrary. */
    public static float[] firstPrincipalComponent(float[][] rows) {
        INDArray vectors = covariance(rows);
        INDArray values = Eigen.symmetricGeneralizedEigenvalues(vectors, true); // vectors now holds the eigenvectors
        return Vectors.unit(vectors.get(
                        NDArrayIndex.all(), NDArrayIndex.point(values.argMax().getLong(0)))
                .toFloatVector());
    }

    /**
     * Fisher's linear discriminant {@code Σ⁻¹(μ₁ − μ₀)}, with the within-class covariance Σ shrunk towards a multiple of
     * the identity as Ledoit and Wolf (2004) derive.
     *
     * @param positive rows of class 1, {@code [n, d]}
     * @param negative rows of class 0
     */
    public static float[] discriminant(float[][] positive, float[][] negative) {
        float[][] centred = new float[positive.length + negative.length][];
        int at = 0;
        for (float[][] side : new float[][][] {positive, negative}) {
            float[] mean = Vectors.mean(side);
            for (float[] row : side) {
                centred[at++] = Vectors.plus(row, -1, mean);
            }
        }
        INDArray x = Nd4j.create(centred).castTo(DataType.DOUBLE);
        INDArray vectors = shrink(x);
        // By eigenvectors: ND4J's own inverse gives up when a determinant underflows, as one of 576 small factors does.
        INDArray values = Eigen.symmetricGeneralizedEigenvalues(vectors, true);
        float[] difference = Vectors.plus(Vectors.mean(positive), -1, Vectors.mean(negative));
        INDArray delta = Nd4j.create(difference).castTo(DataType.DOUBLE).reshape(difference.length, 1);
        INDArray coordinates = vectors.transpose().mmul(delta).diviColumnVector(values.reshape(values.length(), 1));
        return Vectors.unit(vectors.mmul(coordinates).toFloatVector());
    }

    /** {@code (1−ρ)S + ρ·tr(S)/d·I}, with the ρ that minimises the expected squared error. */
    private static INDArray shrink(INDArray x) {
        long n = x.rows();
        long d = x.columns();
        INDArray s = x.transpose().mmul(x).divi(n);
        double mean = trace(s) / d;
        double squared = s.mul(s).sumNumber().doubleValue();
        double distance = squared - d * mean * mean; // ‖S − mI‖²
        INDArray norms = x.mul(x).sum(1);
        double noise = (norms.mul(norms).sumNumber().doubleValue() / n - squared) / n;
        double rho = distance <= 0 ? 1 : Math.max(0, Math.min(1, noise / distance));
        return s.muli(1 - rho).addi(Nd4j.eye(d).castTo(DataType.DOUBLE).muli(rho * mean));
    }

    private static double trace(INDArray square) {
        double sum = 0;
        for (long i = 0; i < square.rows(); i++) {
            sum += square.getDouble(i, i);
        }
        return sum;
    }

    private static INDArray covariance(float[][] rows) {
        INDArray x = Nd4j.create(rows).castTo(DataType.DOUBLE);
        x.subiRowVector(x.mean(0));
        return x.transpose().mmul(x).divi(rows.length);
    }
}
