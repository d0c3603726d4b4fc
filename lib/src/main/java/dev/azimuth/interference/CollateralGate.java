package dev.azimuth.interference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.intervention.AffineEdit;
import dev.azimuth.tensor.Matrices;

/** An affine edit of rank 1 that acts only where it reads more than a threshold; other rows stay bit for bit. */
final class CollateralGate implements Intervention {
    private final AffineEdit edit;
    private final float threshold;
    private final float strength;

    CollateralGate(AffineEdit edit, double threshold, double strength) {
        this.edit = edit;
        this.threshold = (float) threshold;
        this.strength = (float) strength;
    }

    @Override
    public HookFilter where() {
        return edit.where();
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        NDManager manager = activation.getManager();
        AffineMap map = edit.map();
        NDArray read = manager.create(Matrices.floats(map.read())).reshape(-1, 1);
        NDArray write = manager.create(Matrices.floats(map.write())).reshape(1, -1);
        NDArray reading = activation.matMul(read).sub((float) map.target().getDouble(0));
        NDArray open = reading.gt(threshold).toType(reading.getDataType(), false);
        NDArray step = reading.mul(open).mul(strength).matMul(write);
        return Positions.AFTER_FIRST.choose(activation, activation.sub(step), site);
    }

    @Override
    public String toString() {
        return edit + ", where it reads more than " + threshold;
    }
}
