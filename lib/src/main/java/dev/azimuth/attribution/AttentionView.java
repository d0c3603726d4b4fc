package dev.azimuth.attribution;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.Run;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.tensor.HostArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Where the heads of one layer look. */
public final class AttentionView implements HtmlView {
    private final Run run;
    private final int layer;

    private AttentionView(Run run, int layer) {
        this.run = run;
        this.layer = layer;
    }

    /** The attention of {@code layer} in a run's first text; the run must have kept {@code pattern(layer)}. */
    public static AttentionView of(Run run, int layer) {
        run.cache().host(HookName.pattern(layer));
        return new AttentionView(run, layer);
    }

    /** One head as a picture: a row a query, a column a key. */
    public PlotlyFigure head(int head) {
        return Heatmap.of("looks at (key)", "token (query)", "attention")
                .values(values(head))
                .rows(run.tokens())
                .columns(run.tokens())
                .range(0, 1)
                .figure()
                .size(620, 520)
                .title("Where head " + head + " of layer " + layer + " looks");
    }

    /** All heads of the layer. */
    public PlotlyFigure plot() {
        return heads(IntStream.range(0, count()).toArray());
    }

    /** Several heads beside each other; resting the pointer on a cell says which head looks from where to where. */
    public PlotlyFigure heads(int... heads) {
        if (heads.length == 0) {
            throw new IllegalArgumentException("No head was named. Name some of 0 to " + (count() - 1) + ".");
        }
        int tokens = run.tokens().size();
        int across = (int) Math.ceil(Math.sqrt(heads.length));
        int down = (heads.length + across - 1) / across;
        int side = tokens + 1; // a gap between heads
        double[][] tiled = new double[down * side - 1][across * side - 1];
        List<List<String>> hover = new ArrayList<>();
        for (double[] row : tiled) {
            Arrays.fill(row, Double.NaN);
            hover.add(new ArrayList<>(Collections.nCopies(row.length, "")));
        }
        for (int i = 0; i < heads.length; i++) {
            double[][] values = values(heads[i]);
            int top = i / across * side;
            int left = i % across * side;
            for (int query = 0; query < tokens; query++) {
                for (int key = 0; key <= query; key++) {
                    tiled[top + query][left + key] = values[query][key];
                    hover.get(top + query)
                            .set(
                                    left + key,
                                    "head " + heads[i] + ": '" + run.tokens().get(query) + "' looks at '"
                                            + run.tokens().get(key) + "'");
                }
            }
        }
        return Heatmap.of("looks at (key), heads side by side", "token (query)", "attention")
                .values(tiled)
                .rows(labels(down))
                .columns(labels(across))
                .hover(hover)
                .range(0, 1)
                .figure()
                .size(Math.min(900, 200 + 260 * across), Math.min(860, 160 + 230 * down))
                .title("Where heads " + Arrays.toString(heads) + " of layer " + layer + " look, row by row");
    }

    private List<String> labels(int heads) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < heads; i++) {
            if (i > 0) {
                labels.add("");
            }
            labels.addAll(run.tokens());
        }
        return labels;
    }

    private int count() {
        return (int) run.cache().host(HookName.pattern(layer)).shape()[1];
    }

    private double[][] values(int head) {
        HostArray pattern = run.cache().host(HookName.pattern(layer));
        if (head < 0 || head >= count()) {
            throw new IllegalArgumentException(
                    "There is no head " + head + " in layer " + layer + ", which has 0 to " + (count() - 1) + ".");
        }
        int padding = run.batch().padding(0);
        int tokens = run.tokens().size();
        double[][] values = new double[tokens][tokens];
        for (int query = 0; query < tokens; query++) {
            for (int key = 0; key < tokens; key++) {
                values[query][key] = key > query ? Double.NaN : pattern.at(0, head, padding + query, padding + key);
            }
        }
        return values;
    }

    @Override
    public String toHtml() {
        return plot().toHtml();
    }

    @Override
    public String toString() {
        return "AttentionView of layer " + layer + ", " + run.tokens().size() + " tokens";
    }
}
