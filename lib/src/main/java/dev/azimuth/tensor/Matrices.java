package dev.azimuth.tensor;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Rows of activations as float64 matrices of ND4J, and back. */
public final class Matrices {
    private Matrices() {}

    /** A float64 copy, {@code [n, d]}. */
    public static INDArray of(float[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("A matrix of no rows. Give at least one.");
        }
        return Nd4j.create(rows).castTo(DataType.DOUBLE);
    }

    /** A float64 column, {@code [n, 1]}. */
    public static INDArray column(double... values) {
        return Nd4j.createFromArray(values).reshape(values.length, 1);
    }

    /** One row for each example, with a 1 in the column of its class: the labels of many classes, {@code [n, classes]}. */
    public static INDArray oneHot(int[] classOfRow, int classes) {
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, classOfRow.length, classes);
        for (int i = 0; i < classOfRow.length; i++) {
            if (classOfRow[i] < 0 || classOfRow[i] >= classes) {
                throw new IllegalArgumentException("Row " + i + " is of class " + classOfRow[i] + ", but there are "
                        + classes + " classes, counted from 0.");
            }
            labels.putScalar(i, classOfRow[i], 1);
        }
        return labels;
    }

    /** The first columns, copied. */
    public static INDArray firstColumns(INDArray matrix, int count) {
        return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(0, count)).dup('c');
    }

    /** All values, row after row; many times as fast as asking for them one by one. */
    public static double[] values(INDArray matrix) {
        return matrix.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    /** The same as rows. */
    public static double[][] rows(INDArray matrix) {
        double[] values = values(matrix);
        int columns = matrix.columns();
        double[][] rows = new double[matrix.rows()][columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, i * columns, rows[i], 0, columns);
        }
        return rows;
    }

    /** The values of a vector, rounded to float32. */
    public static float[] floats(INDArray vector) {
        double[] values = values(vector);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
