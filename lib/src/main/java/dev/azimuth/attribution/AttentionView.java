package dev.azimuth.attribution;

import dev.azimuth.hook.HookName;
import dev.azimuth.model.Run;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.tensor.HostArray;

/** Where the heads of one layer look. */
public final class AttentionView {
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
        HostArray pattern = run.cache().host(HookName.pattern(layer));
        int padding = run.batch().padding(0);
        int tokens = run.tokens().size();
        double[][] values = new double[tokens][tokens];
        for (int query = 0; query < tokens; query++) {
            for (int key = 0; key < tokens; key++) {
                values[query][key] = key > query ? Double.NaN : pattern.at(0, head, padding + query, padding + key);
            }
        }
        return Heatmap.of("looks at (key)", "token (query)", "attention")
                .values(values)
                .rows(run.tokens())
                .columns(run.tokens())
                .range(0, 1)
                .figure()
                .size(620, 520)
                .title("Where head " + head + " of layer " + layer + " looks");
    }

    @Override
    public String toString() {
        return "AttentionView of layer " + layer + ", " + run.tokens().size() + " tokens";
    }
}
