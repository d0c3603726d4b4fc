package dev.azimuth.interference;

import static dev.azimuth.testing.MatrixAssert.assertThatMatrix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.discovery.Leace;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Moments;
import dev.azimuth.tensor.Svd;
import dev.azimuth.tensor.SymmetricEigen;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class SplinceTest {
    private final Moments joint = CollateralSamples.moments();
    private final INDArray x = Matrices.of(CollateralSamples.rows());
    private final INDArray covariance = joint.covariance();
    private final INDArray erased = joint.crossCovariance().getColumn(0, true);
    private final INDArray kept = joint.crossCovariance().getColumn(1, true);
    private final AffineMap map = Splince.of(joint.mean(), covariance, erased, kept);

    /** {@code P = W⁺V(UᵀV)⁻¹UᵀW}, with full bases from singular value decompositions. */
    @Test
    void itIsThePublishedProjection() {
        int d = CollateralSamples.D;
        SymmetricEigen eigen = SymmetricEigen.of(covariance);
        INDArray identity = Nd4j.eye(d).castTo(DataType.DOUBLE);
        INDArray w = eigen.power(-0.5, identity);
        INDArray u = complement(w.mmul(erased));
        INDArray v = Nd4j.hstack(Svd.of(w.mmul(kept)).basis(1e-8), complement(w.mmul(Nd4j.hstack(erased, kept))));
        INDArray inner =
                org.nd4j.linalg.inverse.InvertMatrix.invert(u.transpose().mmul(v), false);
        INDArray published = eigen.power(0.5, v).mmul(inner).mmul(u.transpose()).mmul(w);
        INDArray ours = identity.sub(map.write().mmul(map.read().transpose()));
        assertThatMatrix(ours).isCloseTo(published, 1e-12);
    }

    /** An orthonormal basis of all that is orthogonal to the columns. */
    private static INDArray complement(INDArray columns) {
        int d = columns.rows();
        INDArray basis = Svd.of(columns).basis(1e-8);
        INDArray outside = Nd4j.eye(d).castTo(DataType.DOUBLE).sub(basis.mmul(basis.transpose()));
        return SymmetricEigen.of(outside)
                .vectors()
                .get(NDArrayIndex.all(), NDArrayIndex.interval(0, d - columns.columns()))
                .dup('c');
    }

    @Test
    void itsReadIsTheBeamformer() {
        INDArray read = LeastCollateralRead.of(covariance, erased, kept, 0).read();
        assertThatMatrix(map.write().mmul(map.read().transpose())).isCloseTo(erased.mmul(read.transpose()), 1e-12);
    }

    @Test
    void itMovesRowsAsMuchFurtherThanLeaceAsTheVarianceInflationSays() {
        Moments alone = Moments.of(
                x, Nd4j.create(CollateralSamples.labels()).getColumn(0, true).dup('c'));
        double ratio = moved(map) / moved(Leace.of(alone));
        double inflation = LeastCollateralRead.of(covariance, erased, kept, 0).varianceInflation();
        assertThat(ratio).isCloseTo(inflation, within(1e-10 * inflation));
        assertThat(inflation).isGreaterThan(1.05);
    }

    private double moved(AffineMap by) {
        INDArray step = by.apply(x).sub(x);
        return step.mul(step).sumNumber().doubleValue();
    }

    @Test
    void theConceptIsGoneAndTheOtherCovarianceIsKept() {
        Moments after = Moments.of(map.apply(x), Nd4j.create(CollateralSamples.labels()));
        INDArray cross = after.crossCovariance();
        assertThat(cross.getColumn(0).amaxNumber().doubleValue()).isLessThan(1e-10);
        assertThatMatrix(cross.getColumn(1, true)).isCloseTo(kept, 1e-10);
    }

    @Test
    void whatIsKeptCannotBeErased() {
        assertThatThrownBy(() -> Splince.of(joint.mean(), covariance, erased, erased.mul(2)))
                .hasMessage("What is to be erased lies in what is to be kept; no map does both. Keep fewer concepts.");
    }
}
