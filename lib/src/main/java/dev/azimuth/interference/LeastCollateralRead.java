package dev.azimuth.interference;

import dev.azimuth.tensor.SymmetricEigen;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The read b that sees a write w whole, protected writes not at all, and of everything else as little as it can: {@code min
 * bᵀΣb} subject to {@code bᵀw = 1} and {@code bᵀpⱼ = 0}, a beamformer with linear constraints (Frost, 1972), {@code b =
 * Σ⁻¹C(CᵀΣ⁻¹C)⁻¹e₁} with {@code C = [w, p₁, …]}.
 *
 * <p>Protection may be soft: with {@code κ} above 0 each {@code pⱼᵀΣ⁻¹pⱼ} counts {@code 1 + κ} times, and as κ grows the
 * constraints fade.
 */
public final class LeastCollateralRead {
    private final INDArray read;
    private final double energy;
    private final double inflation;

    private LeastCollateralRead(INDArray read, double energy, double inflation) {
        this.read = read;
        this.energy = energy;
        this.inflation = inflation;
    }

    /**
     * The read of {@code write}.
     *
     * @param background Σ, {@code [d, d]}, symmetric and not singular
     * @param write w, {@code [d, 1]}
     * @param others the protected writes, {@code [d, k]}; null for none
     * @param softness κ; 0 nulls them exactly, infinity leaves them out
     * @throws IllegalArgumentException when the write follows from the protected ones, so that nothing tells it from them
     */
    public static LeastCollateralRead of(
            INDArray background, INDArray write, @Nullable INDArray others, double softness) {
        return of(background, write, others, softness, null);
    }

    /** The same, which reads nothing at all of {@code nulled}, {@code [d, 1]}, however soft the rest. */
    static LeastCollateralRead of(
            INDArray background,
            INDArray write,
            @Nullable INDArray others,
            double softness,
            @Nullable INDArray nulled) {
        if (!(softness >= 0)) {
            throw new IllegalArgumentException("A protection of softness " + softness + ". Give 0 or more.");
        }
        INDArray protecting = others == null || Double.isInfinite(softness) ? write : Nd4j.hstack(write, others);
        int soft = protecting.columns() - 1;
        INDArray constraints = nulled == null ? protecting : Nd4j.hstack(protecting, nulled);
        INDArray whitened = SymmetricEigen.of(background).power(-1, constraints);
        INDArray gram = constraints.transpose().mmul(whitened);
        double alone = gram.getDouble(0, 0);
        for (int j = 1; j <= soft; j++) {
            gram.putScalar(j, j, gram.getDouble(j, j) * (1 + softness));
        }
        double[] weights = firstOfInverse(gram);
        INDArray read = whitened.mmul(Nd4j.createFromArray(weights).reshape(weights.length, 1));
        double energy = read.transpose().mmul(background).mmul(read).getDouble(0, 0);
        return new LeastCollateralRead(read, energy, weights[0] * alone);
    }

    /** The first column of the inverse, by scaling to unit diagonal first: the writes differ much in length. */
    private static double[] firstOfInverse(INDArray gram) {
        int k = gram.rows();
        double[] scale = new double[k];
        INDArray scaled = gram.dup();
        for (int i = 0; i < k; i++) {
            scale[i] = Math.sqrt(gram.getDouble(i, i));
        }
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                scaled.putScalar(i, j, gram.getDouble(i, j) / (scale[i] * scale[j]));
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(scaled);
        if (!(eigen.values()[k - 1] > 1e-10)) {
            throw new IllegalArgumentException(
                    "What the target writes follows from what the " + (k - 1)
                            + " protected concepts write; no linear read tells them apart. Protect fewer, or softly, by a κ above 0.");
        }
        INDArray first = Nd4j.zeros(gram.dataType(), k, 1);
        first.putScalar(0, 0, 1);
        INDArray solved = eigen.power(-1, first);
        double[] column = new double[k];
        for (int i = 0; i < k; i++) {
            column[i] = solved.getDouble(i, 0) / (scale[i] * scale[0]);
        }
        return column;
    }

    /** b, {@code [d, 1]}. */
    public INDArray read() {
        return read.dup('c');
    }

    /** {@code bᵀΣb}: how much of a whole concept, squared, it reads from background rows. */
    public double energy() {
        return energy;
    }

    /**
     * How many times the energy is what it would be without protection; the price of protecting. With hard protection it is
     * the variance inflation factor {@code G₁₁·[G⁻¹]₁₁} of {@code G = CᵀΣ⁻¹C}, which soft protection lowers.
     */
    public double varianceInflation() {
        return inflation;
    }

    @Override
    public String toString() {
        return "LeastCollateralRead[energy " + energy + ", variance inflation " + inflation + "]";
    }
}
