package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.SymmetricEigen;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The sums from which one layer's translator is fitted: of the streams x after it, and of what is still to be added to them,
 * {@code y − x}. Each row is weighed by the inverse mean square of its final stream y, as the last norm will.
 */
final class LensMoments {
    private static final int SHARES = 17;

    private final int d;
    private final double[] gram; // of [x 1], [d + 1, d + 1]
    private final double[] cross; // of [x 1] with y − x, [d + 1, d]
    private double energy; // of y − x
    private long count;

    LensMoments(int d) {
        this.d = d;
        this.gram = new double[(d + 1) * (d + 1)];
        this.cross = new double[(d + 1) * d];
    }

    /** Adds rows {@code [n, d]}. */
    void add(NDArray x, NDArray y) {
        int n = (int) x.getShape().get(0);
        NDArray scale = y.square().mean(new int[] {1}, true).add(1e-12f).sqrt();
        NDArray one = x.getManager().ones(new Shape(n, 1));
        NDArray left = x.concat(one, 1).div(scale);
        NDArray rest = y.sub(x).div(scale);
        NDArray transposed = left.transpose();
        addTo(gram, transposed.matMul(left));
        addTo(cross, transposed.matMul(rest));
        energy += rest.square().sum().toFloatArray()[0];
        count += n;
    }

    private static void addTo(double[] sum, NDArray part) {
        float[] values = part.toFloatArray();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    /** The translator {@code x + xM + b}. */
    AffineTranslator fit() {
        INDArray all = Nd4j.createFromArray(gram).reshape(d + 1, d + 1);
        INDArray sums = Nd4j.createFromArray(cross).reshape(d + 1, d);
        double weight = gram[gram.length - 1];
        INDArray meanX = block(all, d, d + 1, 0, d).div(weight); // [1, d]
        INDArray meanRest = block(sums, d, d + 1, 0, d).div(weight);
        INDArray covariance =
                block(all, 0, d, 0, d).subi(meanX.transpose().mmul(meanX).muli(weight));
        INDArray covariant =
                block(sums, 0, d, 0, d).subi(meanX.transpose().mmul(meanRest).muli(weight));
        double left = energy - weight * meanRest.mul(meanRest).sumNumber().doubleValue();
        SymmetricEigen eigen = SymmetricEigen.of(covariance);
        INDArray rotated = eigen.vectors().transpose().mmul(covariant); // [d, d]
        double[] explained = Matrices.values(rotated.mul(rotated).sum(1));
        double ridge = ridge(eigen.values(), explained, left);
        double[] inverse = eigen.values();
        for (int i = 0; i < d; i++) {
            inverse[i] = 1 / (Math.max(0, inverse[i]) + ridge);
        }
        INDArray matrix = eigen.vectors().mmul(rotated.muliColumnVector(Matrices.column(inverse)));
        INDArray bias = meanRest.sub(meanX.mmul(matrix));
        return new AffineTranslator(Matrices.floats(matrix.dup('c').ravel()), Matrices.floats(bias.ravel()));
    }

    /**
     * The ridge of least generalised cross-validation error (Golub, Heath and Wahba, 1979): what is left unexplained over
     * the square of the degrees of freedom that are left.
     */
    private double ridge(double[] variances, double[] explained, double energyLeft) {
        double best = Double.POSITIVE_INFINITY;
        double chosen = variances[0];
        for (int i = 0; i < SHARES; i++) {
            double ridge = variances[0] * Math.pow(10, -i / 2.0);
            double residual = energyLeft;
            double free = count - 1.0;
            for (int j = 0; j < d; j++) {
                double s = Math.max(0, variances[j]);
                residual -= (s + 2 * ridge) / ((s + ridge) * (s + ridge)) * explained[j];
                free -= s / (s + ridge);
            }
            double error = free > 0 ? residual / (free * free) : Double.POSITIVE_INFINITY;
            if (error < best) {
                best = error;
                chosen = ridge;
            }
        }
        return chosen;
    }

    private static INDArray block(INDArray matrix, int top, int bottom, int left, int right) {
        return matrix.get(NDArrayIndex.interval(top, bottom), NDArrayIndex.interval(left, right))
                .dup('c');
    }
}
