package dev.azimuth.interference;

import dev.azimuth.direction.AffineMap;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The steps of a least-collateral ablation, each of which can be left out. Without any it is plain directional ablation.
 *
 * @param spareSink whether it writes nothing along the attention sink and reads nothing of it
 * @param centre whether it removes towards the mean of benign text, rather than towards 0
 * @param deconfound whether it writes what the concept alone writes, rather than the difference of the class means
 * @param read whether it reads as little as it can of benign text ({@link LeastCollateralRead}), rather than what it writes
 * @param softness κ of the protection; infinite for none
 * @param gate the share of benign rows that it leaves alone; empty where it acts on all
 */
public record LeastCollateralSteps(
        boolean spareSink, boolean centre, boolean deconfound, boolean read, double softness, OptionalDouble gate) {
    /** Refuses a softness below 0 and a gate that does not leave a share. */
    public LeastCollateralSteps {
        if (!(softness >= 0)) {
            throw new IllegalArgumentException("A protection of softness " + softness + ". Give 0 or more.");
        }
        CollateralMap.requireShare(gate);
    }

    /** Every step but the gate, which cannot be folded into weights; protected concepts are nulled exactly. */
    public static LeastCollateralSteps linear() {
        return new LeastCollateralSteps(true, true, true, true, 0, OptionalDouble.empty());
    }

    /** Plain directional ablation: no step. */
    public static LeastCollateralSteps none() {
        return new LeastCollateralSteps(false, false, false, false, Double.POSITIVE_INFINITY, OptionalDouble.empty());
    }

    /** With the sink touched or not. */
    public LeastCollateralSteps spareSink(boolean on) {
        return new LeastCollateralSteps(on, centre, deconfound, read, softness, gate);
    }

    /** Towards the mean of benign text or towards 0. */
    public LeastCollateralSteps centre(boolean on) {
        return new LeastCollateralSteps(spareSink, on, deconfound, read, softness, gate);
    }

    /** With the deconfounded write or the difference of the means. */
    public LeastCollateralSteps deconfound(boolean on) {
        return new LeastCollateralSteps(spareSink, centre, on, read, softness, gate);
    }

    /** With the read of least energy or the write itself. */
    public LeastCollateralSteps read(boolean on) {
        return new LeastCollateralSteps(spareSink, centre, deconfound, on, softness, gate);
    }

    /** With protection this soft. */
    public LeastCollateralSteps softness(double kappa) {
        return new LeastCollateralSteps(spareSink, centre, deconfound, read, kappa, gate);
    }

    /** Leaving this share of benign rows alone. */
    public LeastCollateralSteps gate(double share) {
        return new LeastCollateralSteps(spareSink, centre, deconfound, read, softness, OptionalDouble.of(share));
    }

    /** Acting on every row. */
    public LeastCollateralSteps withoutGate() {
        return new LeastCollateralSteps(spareSink, centre, deconfound, read, softness, OptionalDouble.empty());
    }

    /** The map of these steps, without the gate. */
    AffineMap map(CollateralStatistics statistics) {
        INDArray target = centre ? statistics.benignMean() : Nd4j.zeros(DataType.DOUBLE, statistics.width(), 1);
        INDArray write = deconfound ? statistics.write() : statistics.difference();
        @Nullable INDArray sink = spareSink ? statistics.sink() : null;
        if (sink != null) {
            write = CollateralArm.without(write, sink);
        }
        if (!read) {
            return AffineMap.about(target, write, CollateralArm.over(write, write));
        }
        INDArray axis = LeastCollateralRead.of(
                        statistics.background(target), write, statistics.protectedWrites(), softness, sink)
                .read();
        return AffineMap.about(target, write, axis);
    }

    @Override
    public String toString() {
        String protection = !read || Double.isInfinite(softness)
                ? "nothing protected"
                : softness == 0 ? "protected concepts nulled" : "protected softly, κ = " + softness;
        return (spareSink ? "sink left alone" : "sink touched")
                + (centre ? ", centred" : ", towards 0")
                + (deconfound ? ", deconfounded write" : ", difference of means written")
                + (read ? ", read of least energy, " + protection : ", read along the write")
                + (gate.isPresent() ? ", gate past " + gate.getAsDouble() + " of benign rows" : ", no gate");
    }
}
