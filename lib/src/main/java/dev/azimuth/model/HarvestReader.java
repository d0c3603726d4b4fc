package dev.azimuth.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies the wanted rows of each place during one pass, and changes nothing. It cuts the pass short on an interrupt. */
final class HarvestReader implements Intervention {
    /** Ends a pass whose thread was interrupted. */
    static final class CutShort extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Set<HookName> sites;
    private final TokenRows tokens;
    private final TokenBatch batch;
    private final Map<HookName, List<float[][]>> rows = new LinkedHashMap<>();

    HarvestReader(List<HookName> sites, TokenRows tokens, TokenBatch batch) {
        this.sites = Set.copyOf(sites);
        this.tokens = tokens;
        this.batch = batch;
    }

    /** The rows of each text at each place. */
    Map<HookName, List<float[][]>> rows() {
        return rows;
    }

    /** Also after each layer, to look for an interrupt. */
    @Override
    public HookFilter where() {
        return name -> name.point() == HookPoint.RESID_POST || sites.contains(name);
    }

    @Override
    public NDArray apply(NDArray activation, HookSite site) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CutShort();
        }
        if (sites.contains(site.name())) {
            rows.put(site.name(), copy(activation));
        }
        return activation;
    }

    /**
     * The rows of each text.
     *
     * @param activation {@code [batch, pos, …]}, all ending together; after the layers only the last positions may be there
     */
    private List<float[][]> copy(NDArray activation) {
        int last = tokens.logits().last();
        NDArray wanted = last < activation.getShape().get(1) ? activation.get(":, -" + last + ":") : activation;
        Shape shape = wanted.getShape();
        int length = (int) shape.get(1);
        int width = (int) (shape.size() / shape.get(0) / length);
        float[] values = wanted.toFloatArray();
        List<float[][]> copied = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            int ofText = batch.length() - batch.padding(i);
            int start = (i + 1) * length - ofText; // where the text's first token is, or would be
            float[][] text = new float[tokens.to(ofText) - tokens.from(ofText)][];
            for (int row = 0; row < text.length; row++) {
                int at = (start + tokens.from(ofText) + row) * width;
                text[row] = Arrays.copyOfRange(values, at, at + width);
            }
            copied.add(tokens.mean() ? new float[][] {mean(text)} : text);
        }
        return copied;
    }

    private static float[] mean(float[][] rows) {
        float[] mean = new float[rows[0].length];
        for (int column = 0; column < mean.length; column++) {
            double sum = 0;
            for (float[] row : rows) {
                sum += row[column];
            }
            mean[column] = (float) (sum / rows.length);
        }
        return mean;
    }

    @Override
    public String toString() {
        return "harvest";
    }
}
