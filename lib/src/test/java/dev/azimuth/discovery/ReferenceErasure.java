package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.testing.Expected;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rows with two or five classes, and what other implementations leave of them. */
record ReferenceErasure(String name, Expected values, INDArray x, INDArray z) {
    static ReferenceErasure of(String name) {
        if (name.equals("binary")) {
            PairedRows rows = ReferencePairs.ROWS;
            INDArray z = Nd4j.vstack(
                    Nd4j.ones(org.nd4j.linalg.api.buffer.DataType.DOUBLE, rows.pairs(), 1),
                    Nd4j.zeros(org.nd4j.linalg.api.buffer.DataType.DOUBLE, rows.pairs(), 1));
            return new ReferenceErasure(name, ReferencePairs.EXPECTED, Matrices.of(rows.all()), z);
        }
        Expected values = Expected.of("/estimators/classes.safetensors");
        return new ReferenceErasure(
                name, values, Matrices.of(values.rows("x")), Matrices.oneHot(values.integers("labels"), 5));
    }

    Moments moments() {
        return Moments.of(x, z);
    }

    INDArray expected(String method) {
        return Nd4j.createFromArray(values.doubles(method + "_" + name)).reshape(x.shape());
    }
}
