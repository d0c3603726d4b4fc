package dev.azimuth.edit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.family.WeightName;
import dev.azimuth.tensor.Matrices;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An affine map of all that a weight writes to the residual stream: every written vector w becomes {@code w − λ·A·(Bᵀw −
 * share·t)}.
 *
 * @param strength λ
 * @param share of the target; 0 for a matrix, whose output is a sum of written vectors
 */
record WriterChange(AffineMap map, double strength, double share) {
    /** The weight after it, in place. */
    NDArray apply(WeightName name, NDArray weight) {
        NDArray read = array(weight, map.read()); // B, [d, k]
        NDArray write = array(weight, map.write()).mul((float) strength); // λA, [d, k]
        if (!name.kind().writesRows()) { // columns write: [d_model, in]
            return weight.subi(write.matMul(read.transpose().matMul(weight)));
        }
        NDArray rows = weight.reshape(-1, map.width()); // [d_vocab, d_model], or [d_model] alone
        NDArray target = array(weight, map.target().reshape(1, map.rank())).mul((float) share);
        NDArray along = rows.matMul(read).sub(target);
        return rows.subi(along.matMul(write.transpose())).reshape(weight.getShape());
    }

    private static NDArray array(NDArray like, INDArray matrix) {
        return like.getManager().create(Matrices.floats(matrix), new Shape(matrix.rows(), matrix.columns()));
    }
}
