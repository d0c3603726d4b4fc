package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.testing.RandomRows;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** 2,048 correlated rows of 128 numbers, each class about a place of its own, and their labels, one-hot. */
final class LabelledRows {
    static final int N = 2048;
    static final int D = 128;

    private final INDArray x;
    private final INDArray z;
    private final boolean[] isFirst = new boolean[N];

    private LabelledRows(int[] classOfRow, INDArray x, INDArray z) {
        this.x = x;
        this.z = z;
        for (int i = 0; i < N; i++) {
            isFirst[i] = classOfRow[i] == 0;
        }
    }

    static LabelledRows of(int classes) {
        int[] classOfRow = IntStream.range(0, N).map(i -> i * 7 % 31 % classes).toArray();
        INDArray mix = Matrices.of(RandomRows.normal(D, D, 1)).divi(Math.sqrt(D));
        INDArray centres = Matrices.of(RandomRows.normal(classes, D, 2));
        INDArray x = Matrices.of(RandomRows.normal(N, D, 3)).mmul(mix);
        for (int i = 0; i < N; i++) {
            x.getRow(i).addi(centres.getRow(classOfRow[i]));
        }
        return new LabelledRows(classOfRow, x, Matrices.oneHot(classOfRow, classes));
    }

    INDArray x() {
        return x;
    }

    INDArray z() {
        return z;
    }

    Moments moments() {
        return Moments.of(x, z);
    }

    /** For each row whether it is of the first class. */
    boolean[] isFirst() {
        return isFirst.clone();
    }
}
