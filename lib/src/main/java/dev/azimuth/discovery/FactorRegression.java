package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.SymmetricEigen;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Ordinary least squares of activations on label factors, {@code x = β₀ + Σⱼ βⱼzⱼ + ε}: what each factor writes when the
 * others are held still, where a difference of means would mix in whatever tends to come along with it.
 */
public final class FactorRegression {
    private static final double DEPENDENT = 1e-10;

    private final Moments moments;
    private final List<String> factors;
    private final INDArray inverse;
    private final INDArray coefficients;

    private FactorRegression(Moments moments, List<String> factors) {
        this.moments = moments;
        this.factors = factors;
        this.inverse = SymmetricEigen.of(moments.labelCovariance())
                .power(-1, Nd4j.eye(factors.size()).castTo(DataType.DOUBLE));
        this.coefficients = inverse.mmul(moments.crossCovariance().transpose());
    }

    /**
     * Of rows whose labels have these names, one a column.
     *
     * @throws IllegalArgumentException when some factor follows from the others, so that they cannot be told apart
     */
    public static FactorRegression of(Moments moments, String... names) {
        if (names.length != moments.labels()) {
            throw new IllegalArgumentException(
                    "There are " + moments.labels() + " columns of labels and " + names.length + " names.");
        }
        List<String> dependent = dependent(moments.labelCovariance(), List.of(names));
        if (!dependent.isEmpty()) {
            throw new IllegalArgumentException("The " + moments.count() + " rows cannot tell apart the factors "
                    + dependent + ": each follows from the others or never changes. Add rows in which they differ.");
        }
        return new FactorRegression(moments, List.of(names));
    }

    /** Those in a combination of standardised factors that never varies. */
    private static List<String> dependent(INDArray covariance, List<String> names) {
        List<String> found = new ArrayList<>();
        INDArray scale = covariance.dup();
        for (int i = 0; i < names.size(); i++) {
            if (!(covariance.getDouble(i, i) > 0)) {
                found.add(names.get(i));
            }
            for (int j = 0; j < names.size(); j++) {
                scale.putScalar(i, j, Math.sqrt(covariance.getDouble(i, i) * covariance.getDouble(j, j)));
            }
        }
        if (!found.isEmpty()) {
            return found;
        }
        SymmetricEigen eigen = SymmetricEigen.of(covariance.div(scale));
        double[] variances = eigen.values();
        INDArray combinations = eigen.vectors();
        for (int i = 0; i < names.size(); i++) {
            for (int j = 0; j < names.size(); j++) {
                boolean still = variances[j] < DEPENDENT;
                if (still && Math.abs(combinations.getDouble(i, j)) > 1e-6 && !found.contains(names.get(i))) {
                    found.add(names.get(i));
                }
            }
        }
        return found;
    }

    /** {@code βⱼ}, {@code [d]}: the direction that {@code factor} writes, as long as it moves a row. */
    public float[] write(String factor) {
        return Matrices.floats(coefficients.getRow(index(factor)));
    }

    /** All of them unrounded, {@code [k, d]}, in the order of the factors. */
    public INDArray writes() {
        return coefficients.dup('c');
    }

    /** {@code β₀}, {@code [d]}: the mean row where all factors are 0. */
    public float[] intercept() {
        INDArray mean = moments.mean();
        INDArray labels = moments.labelMean();
        return Matrices.floats(
                mean.sub(labels.reshape(1, labels.length()).mmul(coefficients).reshape(mean.length())));
    }

    /**
     * How many times the variance of {@link #write} is what it would be if the other factors did not come along: 1 when
     * they are balanced.
     */
    public double varianceInflation(String factor) {
        int j = index(factor);
        return moments.labelCovariance().getDouble(j, j) * inverse.getDouble(j, j);
    }

    private int index(String factor) {
        int index = factors.indexOf(factor);
        if (index < 0) {
            throw new IllegalArgumentException("No factor is called " + factor + ". There are " + factors + ".");
        }
        return index;
    }

    @Override
    public String toString() {
        return "FactorRegression of " + moments.count() + " rows on " + factors;
    }
}
