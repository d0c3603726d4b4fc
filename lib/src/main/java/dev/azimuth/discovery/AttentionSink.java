package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.Activations;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The attention sink: a model's first token, whose residual stream is far longer than any other's and which other tokens
 * attend to when they have nothing to read (Xiao et al., 2023, arXiv 2309.17453). An edit that touches its direction
 * breaks the model, whatever else it does.
 */
public final class AttentionSink implements HtmlView {
    private final HookName site;
    private final float[] unit;
    private final double[] ratios;

    private AttentionSink(HookName site, float[] unit, double[] ratios) {
        this.site = site;
        this.unit = unit;
        this.ratios = ratios;
    }

    /** Finds it with one short text; by causality a first token looks the same before any text. */
    public static AttentionSink of(HookedTransformer model) {
        Activations read = model.harvest(List.of(model.asUserTurn("The train leaves at noon from platform two.")))
                .everyToken();
        List<HookName> layers = read.names();
        double[] ratios =
                layers.stream().mapToDouble(layer -> ratio(read.rows(layer))).toArray();
        int largest = 0;
        for (int i = 0; i < ratios.length; i++) {
            largest = ratios[i] > ratios[largest] ? i : largest;
        }
        HookName site = layers.get(largest);
        return new AttentionSink(site, Vectors.unit(read.rows(site)[0]), ratios);
    }

    private static double ratio(float[][] tokens) {
        double[] others = Arrays.stream(tokens)
                .skip(1)
                .mapToDouble(Vectors::norm)
                .sorted()
                .toArray();
        return Vectors.norm(tokens[0]) / others[others.length / 2];
    }

    /** Where it stands out most. */
    public HookName site() {
        return site;
    }

    /** Its direction there, {@code [d_model]}, of unit length. */
    public float[] unit() {
        return unit.clone();
    }

    /** |cosine| with {@code direction}: how much an edit along it would touch the sink. */
    public double overlap(Direction direction) {
        return Math.abs(Vectors.cosine(unit, direction.unit()));
    }

    /** {@code direction} without its part along the sink. */
    public Direction spare(Direction direction) {
        return direction.orthogonalTo("the attention sink", unit);
    }

    /** How much longer the first token's residual stream is than the median of the others, layer by layer. */
    public PlotlyFigure plot() {
        return LayerCurve.of("layer", "norm of the first token ÷ median of the others")
                .series("first token", ratios)
                .reference("no sink", 1)
                .figure()
                .title("The attention sink");
    }

    @Override
    public String toHtml() {
        return plot().toHtml();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "AttentionSink: at %s the first token is %.0f times as long as the others",
                site,
                ratios[site.layer()]);
    }
}
