package dev.azimuth.discovery;

import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.SymmetricEigen;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Erasure of a concept from rows whose labels are known, {@code x' = x − Σ_xzΣ_zz⁺(z − z̄)} (Belrose et al., 2023): the
 * least that any erasure can move them, and so the yardstick for one that must do without labels.
 */
public final class OracleLeace {
    private final INDArray coefficients;
    private final INDArray labelMean;

    private OracleLeace(INDArray coefficients, INDArray labelMean) {
        this.coefficients = coefficients;
        this.labelMean = labelMean;
    }

    /** Of rows and labels with these moments. */
    public static OracleLeace of(Moments moments) {
        INDArray coefficients = SymmetricEigen.of(moments.labelCovariance())
                .power(-1, Leace.signal(moments).transpose());
        return new OracleLeace(coefficients, moments.labelMean());
    }

    /**
     * The rows without what their labels tell of them.
     *
     * @param x {@code [n, d]}
     * @param z {@code [n, k]}
     */
    public INDArray apply(INDArray x, INDArray z) {
        if (x.rows() != z.rows() || x.columns() != coefficients.columns() || z.columns() != coefficients.rows()) {
            throw new IllegalArgumentException("Rows [n, " + coefficients.columns() + "] and labels [n, "
                    + coefficients.rows() + "] are needed; given were [" + x.rows() + ", " + x.columns() + "] and ["
                    + z.rows() + ", " + z.columns() + "].");
        }
        return x.sub(z.subRowVector(labelMean).mmul(coefficients));
    }

    @Override
    public String toString() {
        return "OracleLeace of " + coefficients.rows() + " label columns on " + coefficients.columns() + " numbers";
    }
}
