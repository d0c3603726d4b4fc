package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import java.util.List;

/** Patches of one pass, a different one in each text of the batch. */
final class Patches implements Intervention {
    private final PatchSources sources;
    private final List<PatchCell> cells;

    /**
     * @param cells one for each text of the batch, all of which are the run that is patched
     */
    Patches(PatchSources sources, List<PatchCell> cells) {
        this.sources = sources;
        this.cells = cells;
    }

    @Override
    public HookFilter where() {
        return name -> cells.stream().anyMatch(cell -> cell.name().equals(name));
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        HookName name = site.name();
        Shape shape = activation.getShape();
        NDArray source = activation.getManager().create(sources.values(name), sources.shape(name));
        long[] masked = shape.getShape().clone();
        masked[masked.length - 1] = 1;
        NDArray mask = activation.getManager().create(chosen(name, masked), new Shape(masked));
        return NDArrays.where(mask.broadcast(shape), source.broadcast(shape), activation);
    }

    /** Which vectors of the last dimension are replaced. */
    private boolean[] chosen(HookName name, long[] shape) {
        HookPoint point = name.point();
        boolean[] chosen = new boolean[(int) new Shape(shape).size()];
        int each = chosen.length / cells.size();
        for (int i = 0; i < chosen.length; i++) {
            PatchCell cell = cells.get(i / each);
            chosen[i] = cell.name().equals(name)
                    && isIn(cell.position(), FlatIndex.along(i, shape, point.positionAxis()))
                    && (point.headAxis() < 0 || isIn(cell.head(), FlatIndex.along(i, shape, point.headAxis())));
        }
        return chosen;
    }

    private static boolean isIn(int wanted, int index) {
        return wanted == PatchCell.ALL || wanted == index;
    }

    @Override
    public String toString() {
        return "patches";
    }
}
