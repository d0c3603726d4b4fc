package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import dev.azimuth.tensor.Scalars;

/**
 * Turns each row towards a direction, in the plane that it spans with it: with {@code p = v̂ᵀx} and {@code q = ‖x − pv̂‖},
 * p and q become {@code p·cos α + q·sin α} and {@code q·cos α − p·sin α}. A row that would pass the direction stops there.
 */
final class Turn implements VectorField.Field {
    private static final float SHORTEST = 1e-30f;

    private final float[] unit;
    private final double radians;

    /** @param radians α at strength 1; below 0 away from the direction */
    Turn(float[] unit, double radians) {
        if (!(Math.abs(radians) <= Math.PI)) {
            throw new IllegalArgumentException("A row cannot be turned towards a direction by " + radians
                    + " radians. Give an angle from −π to π.");
        }
        this.unit = unit.clone();
        this.radians = radians;
    }

    float[] unit() {
        return unit.clone();
    }

    double radians() {
        return radians;
    }

    @Override
    public NDArray changed(NDArray rows, double strength) {
        Widths.require("direction of the turn", unit.length, rows);
        float angle = (float) Math.max(-Math.PI, Math.min(Math.PI, radians * strength));
        float cos = (float) Math.cos(angle);
        float sin = (float) Math.sin(angle);
        NDArray axis = rows.getManager().create(unit);
        NDArray along = rows.matMul(axis.reshape(-1, 1)); // p, [batch, pos, 1]
        NDArray rest = rows.sub(along.mul(axis));
        NDArray across = rest.square().sum(new int[] {-1}, true).sqrt(); // q
        NDArray length = Scalars.times(along.square().add(across.square()).sqrt(), Math.signum(angle));
        NDArray nextAcross = Scalars.times(across, cos).sub(Scalars.times(along, sin));
        NDArray passed = nextAcross.lt(0);
        NDArray nextAlong =
                NDArrays.where(passed, length, Scalars.times(along, cos).add(Scalars.times(across, sin)));
        return nextAlong.mul(axis).add(rest.mul(nextAcross.maximum(0).div(across.maximum(SHORTEST))));
    }

    @Override
    public String toString() {
        return "turn by " + radians + " radians";
    }
}
