package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import java.util.function.Function;

/**
 * Interchange intervention in a subspace, {@code h + (s − h)RᵀR}, at the last token of each text: within the row space of R
 * the activation becomes that of the text's source.
 */
final class Swap implements Intervention {
    private final HookName site;
    private final float[] sources;
    private final int texts;
    private final Function<NDManager, NDArray> rotation;

    private Swap(HookName site, float[] sources, int texts, Function<NDManager, NDArray> rotation) {
        this.site = site;
        this.sources = sources;
        this.texts = texts;
        this.rotation = rotation;
    }

    /**
     * @param sources one row for each text, after another
     * @param rows R {@code [r, d]}, orthonormal, after another
     */
    static Swap of(HookName site, float[] sources, int texts, float[] rows) {
        long width = sources.length / texts;
        return new Swap(site, sources, texts, manager -> manager.create(rows, new Shape(rows.length / width, width)));
    }

    @Override
    public HookFilter where() {
        return site;
    }

    @Override
    public NDArray apply(NDArray h, HookSite at) {
        NDManager manager = h.getManager();
        NDArray r = rotation.apply(manager);
        NDArray source = manager.create(sources, new Shape(texts, 1, sources.length / texts));
        NDArray change = source.sub(h).matMul(r.transpose()).matMul(r);
        return Positions.last().choose(h, h.add(change), at);
    }

    /** The same with R as a leaf to differentiate by. */
    static Swap of(HookName site, float[] sources, int texts, NDArray leaf) {
        return new Swap(site, sources, texts, manager -> leaf);
    }

    @Override
    public String toString() {
        return "interchange after " + site;
    }
}
