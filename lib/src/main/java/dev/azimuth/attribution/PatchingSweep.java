package dev.azimuth.attribution;

import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.List;
import tech.tablesaw.api.Table;

/**
 * How much a metric changes when one activation of one run stands in the other, for every place of a sweep. Of several
 * pairs it is the mean, with a 95 % interval over pairs.
 */
public final class PatchingSweep implements Tabular {
    private final ActivationPatching sweep;
    final PatchEffects effects;

    PatchingSweep(ActivationPatching sweep, PatchEffects effects) {
        this.sweep = sweep;
        this.effects = effects;
    }

    /** What was patched, in the order of the pass. */
    public List<PatchCell> cells() {
        return effects.cells;
    }

    /** The change of the first metric by this patch. */
    public Estimate effect(PatchCell cell) {
        return effects.estimate(0, effects.indexOf(cell));
    }

    /** The change of {@code metric}, which must be one that the sweep was given. */
    public Estimate effect(PatchCell cell, PatchingMetric metric) {
        return effects.estimate(index(metric), effects.indexOf(cell));
    }

    /** The change of the first metric by patching a stream at one token. */
    public Estimate effect(HookName stream, int position) {
        return effect(new PatchCell(stream, PatchCell.ALL, position));
    }

    /** The change of the first metric by patching a head at all tokens. */
    public Estimate headEffect(HookName name, int head) {
        return effect(new PatchCell(name, head, PatchCell.ALL));
    }

    /**
     * The changes of the first metric at one kind of activation: {@code [layer][token]}, of heads {@code [layer][head]}, or,
     * where tokens were patched one by one, {@code [layer · n_heads + head][token]}.
     */
    public double[][] effects(HookPoint point) {
        return effects.matrix(point, 0);
    }

    /** The first kind of activation and the first metric as a picture. */
    public PlotlyFigure plot() {
        return plot(sweep.points.get(0));
    }

    /** The first metric as a picture. */
    public PlotlyFigure plot(HookPoint point) {
        return plot(point, sweep.metrics.get(0));
    }

    /** Layers over tokens; of heads, layers over heads, or where tokens were patched one by one, heads over tokens. */
    public PlotlyFigure plot(HookPoint point, PatchingMetric metric) {
        return effects.plot(point, index(metric), "change of the " + metric)
                .title("Patching " + point.suffix() + ", " + effects.direction);
    }

    private int index(PatchingMetric metric) {
        int found = sweep.metrics.indexOf(metric);
        if (found < 0) {
            throw new IllegalArgumentException("The sweep was not measured by " + metric + ", but by " + sweep.metrics
                    + ". Keep the metric in a variable, or add it by metrics(…).");
        }
        return found;
    }

    /** How well an estimate of the same sweep agrees with it. */
    public PatchingAgreement agreementWith(AttributionPatching estimate) {
        return PatchingAgreement.of(effects, estimate.effects);
    }

    /** Every patch, the largest change of the first metric first. */
    @Override
    public Table table() {
        return effects.table("Activation patching, " + effects.direction + ", " + pairs());
    }

    private String pairs() {
        return effects.pairs() + (effects.pairs() == 1 ? " pair" : " pairs");
    }

    @Override
    public String toString() {
        return "PatchingSweep of " + effects.cells.size() + " patches, " + effects.direction + ", by " + effects.metrics
                + " on " + pairs();
    }
}
