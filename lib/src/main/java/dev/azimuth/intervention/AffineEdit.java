package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Matrices;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The operator behind ablation, affine concept editing, concept erasure and representation finetuning: {@code x' = x −
 * λ·A·Bᵀ(x − c)} at chosen places and tokens.
 */
public final class AffineEdit implements Intervention {
    private final String name;
    private final AffineMap map;
    private final HookFilter where;
    private final Positions positions;
    private final double strength;

    private AffineEdit(String name, AffineMap map, HookFilter where, Positions positions, double strength) {
        this.name = name;
        this.map = map;
        this.where = where;
        this.positions = positions;
        this.strength = strength;
    }

    /** The edit {@code map}, called {@code name}, at {@code where} and at every token. */
    public static AffineEdit of(String name, AffineMap map, HookFilter where) {
        return new AffineEdit(name, map, where, Positions.ALL, 1);
    }

    /** Only at these tokens. */
    public AffineEdit at(Positions chosen) {
        return new AffineEdit(name, map, where, chosen, strength);
    }

    /** λ; 1 is the whole map, 0 changes nothing. */
    public AffineEdit strength(double share) {
        return new AffineEdit(name, map, where, positions, share);
    }

    /** What it does to a row at strength 1. */
    public AffineMap map() {
        return map;
    }

    @Override
    public HookFilter where() {
        return where;
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        NDManager manager = activation.getManager();
        NDArray read = array(manager, map.read());
        NDArray write = array(manager, map.write().transpose());
        NDArray target = array(manager, map.target().reshape(1, map.rank()));
        NDArray along = activation.matMul(read).subi(target).muli((float) strength);
        return positions.choose(activation, activation.sub(along.matMul(write)), site);
    }

    private static NDArray array(NDManager manager, INDArray matrix) {
        return manager.create(Matrices.floats(matrix.dup('c').ravel()), new Shape(matrix.rows(), matrix.columns()));
    }

    @Override
    public String toString() {
        return name
                + (strength == 1 ? "" : " at strength " + strength)
                + (positions == Positions.ALL ? "" : " " + positions);
    }
}
