package dev.azimuth.interference;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Matrices;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An edit of rows, {@code x' = x − λ·A·g(bᵀ(x − c))} of rank 1, where the gate g lets pass what is above a threshold.
 *
 * @param map without strength and gate
 * @param threshold what a reading must exceed; {@code −∞} where there is no gate
 */
public record CollateralMap(AffineMap map, double threshold) {
    /** Refuses maps of more than one reading. */
    public CollateralMap {
        if (map.rank() != 1) {
            throw new IllegalArgumentException("A gate needs one reading, but the map has rank " + map.rank() + ".");
        }
    }

    /** Acts on every row. */
    public static CollateralMap linear(AffineMap map) {
        return new CollateralMap(map, Double.NEGATIVE_INFINITY);
    }

    /** Leaves alone this share of {@code benign} rows, {@code [n, d]}: those of which it reads least. */
    public static CollateralMap gated(AffineMap map, float[][] benign, double share) {
        requireShare(OptionalDouble.of(share));
        return new CollateralMap(map, Bootstrap.quantile(readings(map, Matrices.of(benign)), share));
    }

    static void requireShare(OptionalDouble gate) {
        if (gate.isPresent() && !(gate.getAsDouble() > 0 && gate.getAsDouble() < 1)) {
            throw new IllegalArgumentException("A gate cannot leave alone a share of " + gate.getAsDouble()
                    + " of benign rows. Give more than 0 and less than 1, such as 0.95.");
        }
    }

    /** Whether some rows are left alone. */
    public boolean isGated() {
        return threshold != Double.NEGATIVE_INFINITY;
    }

    /** The rows after the edit at strength λ, {@code [n, d]} in float64. */
    public INDArray apply(INDArray rows, double strength) {
        double[] passed = readings(map, rows);
        Arrays.setAll(passed, i -> passed[i] > threshold ? passed[i] * strength : 0);
        return rows.sub(Nd4j.createFromArray(passed)
                .reshape(passed.length, 1)
                .mmul(map.write().transpose()));
    }

    /** The share of {@code rows} on which it acts. */
    public double share(float[][] rows) {
        return Arrays.stream(readings(map, Matrices.of(rows)))
                        .filter(reading -> reading > threshold)
                        .count()
                / (double) rows.length;
    }

    private static double[] readings(AffineMap map, INDArray rows) {
        return Matrices.values(rows.mmul(map.read()).subi(map.target().getDouble(0)));
    }

    @Override
    public String toString() {
        return map + (isGated() ? String.format(Locale.ROOT, ", where it reads more than %.3g", threshold) : "");
    }
}
