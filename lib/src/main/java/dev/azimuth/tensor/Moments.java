package dev.azimuth.tensor;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Count, means and covariances of rows x and, where there are any, of their labels z, in float64.
 *
 * <p>The moments of two shards add up to those of the whole (Chan, Golub and LeVeque, 1979), so that data that does not
 * fit in memory is read batch by batch: {@code batches.map(Moments::of).reduce(Moments::plus)}. All covariances are
 * divided by n.
 */
public final class Moments {
    private final long count;
    private final int width;
    private final INDArray mean;
    private final INDArray scatter;

    /** Of the joint rows {@code [x z]}, of which the first {@code width} columns are x. */
    private Moments(long count, int width, INDArray mean, INDArray scatter) {
        this.count = count;
        this.width = width;
        this.mean = mean;
        this.scatter = scatter;
    }

    /** Of rows {@code [n, d]}. */
    public static Moments of(INDArray x) {
        return ofJoint(x.castTo(DataType.DOUBLE), x.columns());
    }

    /** Of rows {@code [n, d]} and their labels {@code [n, k]}: 0 and 1 in a column for each class or factor. */
    public static Moments of(INDArray x, INDArray z) {
        if (x.rows() != z.rows()) {
            throw new IllegalArgumentException("There are " + x.rows() + " rows of activations and " + z.rows()
                    + " rows of labels. Give a row of labels for each.");
        }
        return ofJoint(Nd4j.hstack(x.castTo(DataType.DOUBLE), z.castTo(DataType.DOUBLE)), x.columns());
    }

    /**
     * The same rows, each with these labels: the moments of classes that were read one by one, each labelled, add up to
     * those of all rows and their labels.
     *
     * @throws IllegalStateException when they have labels
     */
    public Moments labelled(double... z) {
        if (labels() > 0) {
            throw new IllegalStateException("These moments are of rows that have " + labels() + " labels already.");
        }
        INDArray padded = Nd4j.zeros(DataType.DOUBLE, width + z.length, width + z.length);
        padded.get(x(), x()).assign(scatter);
        return new Moments(count, width, Nd4j.concat(0, mean, Nd4j.createFromArray(z)), padded);
    }

    private static Moments ofJoint(INDArray joint, int width) {
        INDArray mean = joint.mean(0);
        INDArray centred = joint.subRowVector(mean);
        return new Moments(joint.rows(), width, mean, centred.transpose().mmul(centred));
    }

    /** Of the rows of both. */
    public Moments plus(Moments other) {
        if (width != other.width || mean.length() != other.mean.length()) {
            throw new IllegalArgumentException("Moments of [" + width + ", " + labels()
                    + "] numbers do not add to those of [" + other.width + ", " + other.labels() + "].");
        }
        long total = count + other.count;
        INDArray step = other.mean.sub(mean);
        INDArray column = step.reshape(step.length(), 1);
        INDArray between = column.mmul(column.transpose()).muli((double) count / total * other.count);
        return new Moments(
                total,
                width,
                mean.add(step.mul((double) other.count / total)),
                scatter.add(other.scatter).addi(between));
    }

    /** Number of rows. */
    public long count() {
        return count;
    }

    /** d. */
    public int width() {
        return width;
    }

    /** k; 0 without labels. */
    public int labels() {
        return (int) mean.length() - width;
    }

    /** Of x, {@code [d]}. */
    public INDArray mean() {
        return mean.get(x()).dup();
    }

    /** Of x, {@code [d, d]}. */
    public INDArray covariance() {
        return block(x(), x());
    }

    /** Of z, {@code [k]}. */
    public INDArray labelMean() {
        return mean.get(z()).dup();
    }

    /** Of z, {@code [k, k]}. */
    public INDArray labelCovariance() {
        return block(z(), z());
    }

    /** Of x with z, {@code [d, k]}. */
    public INDArray crossCovariance() {
        return block(x(), z());
    }

    private INDArray block(INDArrayIndex rows, INDArrayIndex columns) {
        return scatter.get(rows, columns).dup('c').divi(count);
    }

    private INDArrayIndex x() {
        return NDArrayIndex.interval(0, width);
    }

    private INDArrayIndex z() {
        if (labels() == 0) {
            throw new IllegalStateException("These moments are of rows without labels. Make them by Moments.of(x, z).");
        }
        return NDArrayIndex.interval(width, mean.length());
    }

    @Override
    public String toString() {
        return "Moments of " + count + " rows of " + Arrays.toString(new int[] {width, labels()})
                + " numbers (activations, labels)";
    }
}
