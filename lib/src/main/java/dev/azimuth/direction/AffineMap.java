package dev.azimuth.direction;

import dev.azimuth.tensor.Matrices;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An affine change of activations of low rank, {@code x' = x − A·(Bᵀx − t)}: what B reads is brought to the target t by
 * moving along A. With a centre c, {@code t = Bᵀc} and {@code x' = x − A·Bᵀ(x − c)}. Directional ablation, affine concept
 * editing and concept erasure are all of this form.
 */
public final class AffineMap {
    private final INDArray write;
    private final INDArray read;
    private final INDArray target;

    private AffineMap(INDArray write, INDArray read, INDArray target) {
        this.write = write;
        this.read = read;
        this.target = target;
    }

    /**
     * The map that leaves {@code centre} where it is.
     *
     * @param write A, {@code [d, k]}
     * @param read B, {@code [d, k]}
     * @param centre c, {@code [d]}
     */
    public static AffineMap about(INDArray centre, INDArray write, INDArray read) {
        if (write.rows() != read.rows() || write.columns() != read.columns() || centre.length() != write.rows()) {
            throw new IllegalArgumentException("Write and read must both be [d, k] and the centre [d], but they are ["
                    + write.rows() + ", " + write.columns() + "], [" + read.rows() + ", " + read.columns() + "] and ["
                    + centre.length() + "].");
        }
        INDArray target = centre.reshape(1, centre.length()).mmul(read);
        return new AffineMap(write.dup('c'), read.dup('c'), target);
    }

    /**
     * The map {@code x' = x − A·(Bᵀx − t)}.
     *
     * @param write A, {@code [d, k]}
     * @param read B, {@code [d, k]}
     * @param target t, {@code [k]}
     */
    public static AffineMap of(INDArray write, INDArray read, INDArray target) {
        if (write.rows() != read.rows() || write.columns() != read.columns() || target.length() != write.columns()) {
            throw new IllegalArgumentException("Write and read must both be [d, k] and the target [k], but they are ["
                    + write.rows() + ", " + write.columns() + "], [" + read.rows() + ", " + read.columns() + "] and ["
                    + target.length() + "].");
        }
        return new AffineMap(write.dup('c'), read.dup('c'), target.dup('c').reshape(1, target.length()));
    }

    /**
     * The map {@code x' = x + Mx}; of rows X it is {@code X + XMᵀ}.
     *
     * @param change M, {@code [d, d]}
     */
    public static AffineMap adding(INDArray change) {
        INDArray identity = Nd4j.eye(change.rows()).castTo(change.dataType());
        return of(change.neg(), identity, Nd4j.zeros(change.dataType(), change.rows()));
    }

    /** d. */
    public int width() {
        return write.rows();
    }

    /** k: the change of any set of rows has at most this rank. */
    public int rank() {
        return write.columns();
    }

    /** A, {@code [d, k]}. */
    public INDArray write() {
        return write.dup();
    }

    /** B, {@code [d, k]}. */
    public INDArray read() {
        return read.dup();
    }

    /** t, {@code [k]}: what B reads where nothing is changed. */
    public INDArray target() {
        return target.dup().reshape(rank());
    }

    /** The rows after the map, {@code [n, d]} in float64. */
    public INDArray apply(INDArray rows) {
        if (rows.columns() != width()) {
            throw new IllegalArgumentException(
                    "A map of " + width() + " numbers cannot be applied to rows of " + rows.columns() + ".");
        }
        return rows.sub(rows.mmul(read).subiRowVector(target).mmul(write.transpose()));
    }

    /** The same, rounded to float32. */
    public float[][] apply(float[][] rows) {
        double[][] mapped = Matrices.rows(apply(Matrices.of(rows)));
        float[][] rounded = new float[mapped.length][width()];
        for (int i = 0; i < mapped.length; i++) {
            for (int j = 0; j < rounded[i].length; j++) {
                rounded[i][j] = (float) mapped[i][j];
            }
        }
        return rounded;
    }

    /** This map, then {@code next}; of the sum of their ranks. */
    public AffineMap then(AffineMap next) {
        INDArray through = write.transpose().mmul(next.read); // AᵀB', [k, k']
        return new AffineMap(
                Nd4j.hstack(write, next.write),
                Nd4j.hstack(read, next.read.sub(read.mmul(through))),
                Nd4j.hstack(target, next.target.sub(target.mmul(through))));
    }

    @Override
    public String toString() {
        return "AffineMap of rank " + rank() + " on " + width() + " numbers";
    }
}
