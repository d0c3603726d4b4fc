package dev.azimuth.discovery;

import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.PrincipalAxes;
import dev.azimuth.tensor.SymmetricEigen;
import dev.azimuth.tensor.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The first principal component of the pairs' differences (Zou et al., 2023, arXiv 2310.01405), turned to where the mean
 * difference points.
 */
public final class PrincipalComponent implements MomentEstimator {
    private final String of;
    private final boolean centred;

    private PrincipalComponent(String of, boolean centred) {
        this.of = of;
        this.centred = centred;
    }

    /** Of the differences about zero, which keeps what all pairs have in common. */
    public static PrincipalComponent ofDifferences() {
        return new PrincipalComponent("differences", false);
    }

    /**
     * Of the activations, each about the mean of its pair. They are {@code ±(x⁺ − x⁻)/2}, so that this is the component of
     * {@link #ofDifferences} under the name that it has elsewhere.
     */
    public static PrincipalComponent ofPairCentredActivations() {
        return new PrincipalComponent("pair-centred activations", false);
    }

    /** Of the differences about their mean: how the pairs differ from one another, which may not be the concept. */
    public static PrincipalComponent ofCentredDifferences() {
        return new PrincipalComponent("centred differences", true);
    }

    @Override
    public String method() {
        return "principal component of " + of;
    }

    @Override
    public float[] fit(PairedRows rows) {
        INDArray differences = Matrices.of(rows.differences());
        float[] component = PrincipalAxes.of(centred ? differences.subRowVector(differences.mean(0)) : differences)
                .axis(0);
        return turned(component, rows.meanDifference());
    }

    /** Of the pairs' differences, without labels. */
    @Override
    public Moments moments(PairedRows rows) {
        return Moments.of(Matrices.of(rows.differences()));
    }

    @Override
    public float[] fit(Moments moments) {
        INDArray mean = moments.mean().reshape(moments.width(), 1);
        INDArray covariance = moments.covariance();
        INDArray energy = centred ? covariance : covariance.add(mean.mmul(mean.transpose()));
        INDArray first = SymmetricEigen.of(energy).vectors().getColumn(0);
        return turned(Matrices.floats(first), Matrices.floats(mean));
    }

    private static float[] turned(float[] component, float[] difference) {
        return Vectors.dot(component, difference) < 0 ? Vectors.scaled(component, -1) : component;
    }

    @Override
    public String toString() {
        return method();
    }
}
