package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A gate that a second detector opens or closes, see {@link Gate#onlyIf} and {@link Gate#unless}. */
final class Guard implements Gate {
    private final Gate gate;
    private final String name;
    private final float[] detector;
    private final double threshold;
    private final boolean opens;

    Guard(Gate gate, String name, float[] detector, double threshold, boolean opens) {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("A detector cannot have the threshold " + threshold + ".");
        }
        this.gate = gate;
        this.name = name;
        this.detector = detector.clone();
        this.threshold = threshold;
        this.opens = opens;
    }

    Gate gate() {
        return gate;
    }

    String name() {
        return name;
    }

    float[] detector() {
        return detector.clone();
    }

    double threshold() {
        return threshold;
    }

    /** Whether it lets pass what is above the threshold rather than what is not. */
    boolean opens() {
        return opens;
    }

    @Override
    public NDArray pass(NDArray readings, NDArray rows) {
        Widths.require("detector " + name, detector.length, rows);
        NDArray found = rows.matMul(rows.getManager().create(detector).reshape(-1, 1));
        NDArray lets = opens ? found.gt(threshold) : found.lte(threshold);
        return gate.pass(readings, rows).mul(lets.toType(readings.getDataType(), false));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Guard that
                && gate.equals(that.gate)
                && name.equals(that.name)
                && Arrays.equals(detector, that.detector)
                && threshold == that.threshold
                && opens == that.opens;
    }

    @Override
    public int hashCode() {
        return Objects.hash(gate, name, Arrays.hashCode(detector), threshold, opens);
    }

    @Override
    public String toString() {
        return gate + (opens ? ", only if " : ", unless ") + name + " is above " + threshold;
    }
}
