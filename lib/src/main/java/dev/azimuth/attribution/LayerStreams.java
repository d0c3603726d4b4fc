package dev.azimuth.attribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.TokenBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the residual stream after every layer until its pass ends. Each text's first token is left out: it is the
 * attention sink, lies far from all others and predicts nothing that depends on the text.
 */
final class LayerStreams implements Intervention {
    private final long[] rows;
    private final List<NDArray> streams = new ArrayList<>();

    LayerStreams(TokenBatch batch) {
        List<Long> kept = new ArrayList<>();
        for (int text = 0; text < batch.size(); text++) {
            for (int i = batch.padding(text) + 1; i < batch.length(); i++) {
                kept.add((long) text * batch.length() + i);
            }
        }
        rows = kept.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public HookFilter where() {
        return HookPoint.RESID_POST;
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        StopSign.INSTANCE.apply(activation, site);
        NDArray kept = chosen(activation);
        kept.attach(activation.getManager().getParentManager()); // a block's own arrays end with the block
        streams.add(kept);
        return activation;
    }

    /** The rows of all texts' tokens but their first, {@code [rows, …]}, of an array {@code [batch, pos, …]}. */
    NDArray chosen(NDArray array) {
        NDArray flat = array.reshape(-1, array.getShape().get(2));
        return flat.get(new NDIndex("{}", array.getManager().create(rows)));
    }

    int rows() {
        return rows.length;
    }

    /** After each layer, {@code [rows, d_model]}. */
    List<NDArray> streams() {
        return streams;
    }

    @Override
    public String toString() {
        return "keeping residual streams";
    }
}
