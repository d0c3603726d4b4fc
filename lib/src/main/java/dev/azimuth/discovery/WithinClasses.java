package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.PrincipalAxes;
import dev.azimuth.tensor.Shrinkage;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How pairs' rows vary within their classes, in the axes in which that covariance is diagonal. */
final class WithinClasses {
    private final PairedRows rows;
    private final INDArray centred;
    private final PrincipalAxes axes;

    private WithinClasses(PairedRows rows, INDArray centred, PrincipalAxes axes) {
        this.rows = rows;
        this.centred = centred;
        this.axes = axes;
    }

    static WithinClasses of(PairedRows rows) {
        INDArray centred = rows.withinClasses();
        return new WithinClasses(rows, centred, PrincipalAxes.of(centred));
    }

    /** Along the axes; orthogonal to them there is none. */
    double[] variances() {
        return Arrays.stream(axes.singularValues())
                .map(s -> s * s / centred.rows())
                .toArray();
    }

    double ledoitWolf() {
        return Shrinkage.ledoitWolf(centred, axes);
    }

    /** {@code Σ⁻¹(μ⁺ − μ⁻)} with Σ shrunk by {@code rho}: what is orthogonal to the axes has the shrunk variance alone. */
    float[] discriminant(double rho) {
        double[] variances = variances();
        double floor = rho * Arrays.stream(variances).sum() / rows.width();
        INDArray difference = Matrices.of(new float[][] {rows.meanDifference()});
        double[] inside = Matrices.values(axes.coordinates(difference));
        INDArray outside = difference.transpose().sub(axes.vector(inside));
        for (int i = 0; i < inside.length; i++) {
            inside[i] /= (1 - rho) * variances[i] + floor;
        }
        INDArray axis = axes.vector(inside);
        return Matrices.floats(floor > 0 ? axis.add(outside.divi(floor)) : axis);
    }
}
