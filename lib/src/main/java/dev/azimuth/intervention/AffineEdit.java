package dev.azimuth.intervention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.direction.AffineMap;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.Positions;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.Scalars;

/**
 * The operator behind ablation, affine concept editing, concept erasure, steering and representation finetuning: {@code
 * x' = x − λ·A·g(Bᵀ(x − c))} at chosen places and tokens, with write A, read B, centre c and gate g.
 *
 * <p>At {@link #everythingWritten()} the constant part is added once, to the stream that enters the first block, so that
 * the stream is everywhere what the map makes of it; in layers that leave out the first it is not added.
 */
public final class AffineEdit extends PlacedEdit<AffineEdit> {
    private final AffineMap map;
    private final Gate gate;
    private final float[] write; // Aᵀ, [k, d]
    private final float[] read; // B, [d, k]
    private final float[] target; // [k]

    private AffineEdit(String name, AffineMap map, Gate gate, Placement placement) {
        super(name, placement);
        this.map = map;
        this.gate = gate;
        this.write = Matrices.floats(map.write().transpose());
        this.read = Matrices.floats(map.read());
        this.target = Matrices.floats(map.target());
    }

    /** The edit {@code map}, called {@code name}, at {@code where} and at every token. */
    public static AffineEdit of(String name, AffineMap map, HookFilter where) {
        return new AffineEdit(name, map, Gate.open(), Placement.of(where));
    }

    static AffineEdit of(String name, AffineMap map, Gate gate, Placement placement) {
        return new AffineEdit(name, map, gate, placement);
    }

    /** The place that is everything which is written to the residual stream: embeddings, and attention and MLP of each layer. */
    public static HookFilter everythingWritten() {
        return Places.WRITTEN;
    }

    @Override
    AffineEdit with(String called, Placement placed) {
        return new AffineEdit(called, map, gate, placed);
    }

    /** Lets through only what {@code chosen} does. */
    public AffineEdit gate(Gate chosen) {
        return new AffineEdit(name(), map, chosen, placement());
    }

    /** What it does to a row at strength 1, through an open gate. */
    public AffineMap map() {
        return map;
    }

    /** What it makes of its readings. */
    public Gate gate() {
        return gate;
    }

    /** Whether it acts on everything that is written rather than on the stream. */
    public boolean actsOnWhatIsWritten() {
        return placement().places().isWritten();
    }

    /** Whether each row that it acts on becomes the same affine function of itself, in every text and at every token. */
    public boolean isAffineEverywhere() {
        return gate.equals(Gate.open())
                && placement().positions() == Positions.ALL
                && !placement().keepsNorm()
                && placement().condition() == null;
    }

    @Override
    NDArray changed(NDArray rows, HookName place, double strength) {
        Widths.require("edit " + name(), map.width(), rows);
        if (actsOnWhatIsWritten() && !gate.equals(Gate.open())) {
            throw new IllegalArgumentException(
                    "The gate of the " + name() + " would read what single layers write rather"
                            + " than the stream. Place the edit in(residPost()), for example.");
        }
        NDManager manager = rows.getManager();
        NDArray reading = rows.matMul(manager.create(read, new Shape(map.width(), map.rank())));
        boolean wholeStream = !actsOnWhatIsWritten() || place.equals(HookName.residPre(0));
        if (wholeStream) {
            reading = reading.sub(manager.create(target));
        }
        NDArray passed = gate.pass(reading, rows);
        NDArray step =
                Scalars.times(passed, strength).matMul(manager.create(write, new Shape(map.rank(), map.width())));
        NDArray changed = rows.sub(step);
        if (gate.equals(Gate.open())) {
            return changed;
        }
        NDArray any = passed.abs().max(new int[] {-1}, true).gt(0);
        return NDArrays.where(any.broadcast(rows.getShape()), changed, rows);
    }

    @Override
    String formula() {
        return "affine map of rank " + map.rank() + (gate.equals(Gate.open()) ? "" : ", gate " + gate);
    }

    @Override
    public String toString() {
        return name() + " (" + placement() + (gate.equals(Gate.open()) ? "" : "; gate " + gate) + ")";
    }
}
