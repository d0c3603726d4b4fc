package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.PrincipalAxes;
import dev.azimuth.tensor.Shrinkage;
import java.util.Locale;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fisher's linear discriminant {@code Σ⁻¹(μ⁺ − μ⁻)}, with the within-class covariance Σ shrunk towards a multiple of the
 * identity. It reads a concept better than the mean difference does, but is no direction to write along.
 */
public final class LinearDiscriminant implements DirectionEstimator {
    private final OptionalDouble share;

    private LinearDiscriminant(OptionalDouble share) {
        this.share = share;
    }

    /** Shrunk as Ledoit and Wolf (2004) derive. */
    public static LinearDiscriminant linearDiscriminant() {
        return new LinearDiscriminant(OptionalDouble.empty());
    }

    /**
     * Shrunk by {@code share}, from 0 to 1, where 1 gives the mean difference. With 0 and the pseudo-inverse it is the
     * mass-mean probe of Marks and Tegmark (2023, arXiv 2310.06824), which needs many more rows than dimensions.
     */
    public static LinearDiscriminant shrunkBy(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "A covariance cannot be shrunk by " + share + ". Give a share from 0 to 1.");
        }
        return new LinearDiscriminant(OptionalDouble.of(share));
    }

    @Override
    public String method() {
        return share.isEmpty()
                ? "linear discriminant"
                : String.format(Locale.ROOT, "linear discriminant, shrunk by %.3g", share.getAsDouble());
    }

    /** In the principal axes of the rows Σ is diagonal, and what is orthogonal to them has the shrunk variance alone. */
    @Override
    public float[] fit(PairedRows rows) {
        INDArray within = rows.withinClasses();
        PrincipalAxes axes = PrincipalAxes.of(within);
        double rho = share.orElseGet(() -> Shrinkage.ledoitWolf(within, axes));
        double n = within.rows();
        double[] variances = axes.singularValues();
        double trace = 0;
        for (int i = 0; i < variances.length; i++) {
            variances[i] *= variances[i] / n;
            trace += variances[i];
        }
        double floor = rho * trace / rows.width();
        INDArray difference = Matrices.of(new float[][] {rows.meanDifference()});
        double[] inside = Matrices.values(axes.coordinates(difference));
        INDArray outside = difference.transpose().sub(axes.vector(inside));
        for (int i = 0; i < inside.length; i++) {
            inside[i] /= (1 - rho) * variances[i] + floor;
        }
        INDArray axis = axes.vector(inside);
        return Matrices.floats(floor > 0 ? axis.add(outside.divi(floor)) : axis);
    }

    @Override
    public int shuffles() {
        return 40;
    }

    @Override
    public String toString() {
        return method();
    }
}
