package dev.azimuth.attribution;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Who wrote a logit: the residual stream after the last token is a sum of what embedding, heads and neurons wrote to it, and
 * with the last norm's scale frozen at what it was, so is the logit (Elhage et al., 2021; Wang et al., 2022, arXiv
 * 2211.00593). It is what each says directly, not through what others read of it.
 *
 * <p>All contributions of one kind add up to the logit, or difference of logits, before a cap where the model has one. What is
 * left of a model with interventions is the {@link #remainder}.
 */
public final class DirectLogitAttribution implements Tabular {
    private final String what;
    private final double logit;
    private final double embedding;
    private final double constant;
    private final double[] attention;
    private final double[] mlp;
    private final double[][] heads;
    private final double[][] neurons;

    DirectLogitAttribution(
            String what,
            double logit,
            double embedding,
            double constant,
            double[] attention,
            double[] mlp,
            double[][] heads,
            double[][] neurons) {
        this.what = what;
        this.logit = logit;
        this.embedding = embedding;
        this.constant = constant;
        this.attention = attention;
        this.mlp = mlp;
        this.heads = heads;
        this.neurons = neurons;
    }

    /** Of the logit of {@code answer} after {@code text}. */
    public static DirectLogitAttribution of(HookedTransformer model, String text, String answer) {
        return of(model, text, answer, null);
    }

    /** Of the logit of {@code answer} less that of {@code other}, such as {@code " Paris"} and {@code " Rome"}. */
    public static DirectLogitAttribution of(
            HookedTransformer model, String text, String answer, @Nullable String other) {
        String what = "logit of '" + answer + "'" + (other == null ? "" : " less '" + other + "'");
        int id = model.tokenizer().single(answer);
        int otherId = other == null ? LogitReadout.NONE : model.tokenizer().single(other);
        return new LogitContributions(model, LogitReadout.of(model, id, otherId)).of(text, what);
    }

    /** The logit, or difference, as the model computed it. */
    public double logit() {
        return logit;
    }

    /** What the token's embedding contributes, and its position's where the model has those. */
    public double embedding() {
        return embedding;
    }

    /** What biases of the last norm and the unembedding contribute, whatever the text. */
    public double constant() {
        return constant;
    }

    /** What each layer's attention contributes. */
    public double[] attention() {
        return attention.clone();
    }

    /** What each layer's MLP contributes. */
    public double[] mlp() {
        return mlp.clone();
    }

    /** What each head contributes, {@code [layer][head]}; a layer's heads add up to its attention but for its bias. */
    public double[][] heads() {
        return copy(heads);
    }

    /**
     * What each neuron contributes, {@code [layer][neuron]}; a layer's neurons add up to its MLP but for its bias. There are
     * none in a mixture of experts.
     */
    public double[][] neurons() {
        return copy(neurons);
    }

    private static double[][] copy(double[][] rows) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /** The logit less all contributions: rounding, or what interventions have added. */
    public double remainder() {
        double sum = embedding + constant;
        for (int layer = 0; layer < attention.length; layer++) {
            sum += attention[layer] + mlp[layer];
        }
        return logit - sum;
    }

    /** The {@code count} neurons that contribute most, for it or against it. */
    public Table topNeurons(int count) {
        List<int[]> all = new ArrayList<>();
        for (int layer = 0; layer < neurons.length; layer++) {
            for (int neuron = 0; neuron < neurons[layer].length; neuron++) {
                all.add(new int[] {layer, neuron});
            }
        }
        List<int[]> top = all.stream()
                .sorted(Comparator.comparingDouble(n -> -Math.abs(neurons[n[0]][n[1]])))
                .limit(count)
                .toList();
        return Table.create(
                "Neurons that write the " + what,
                IntColumn.create("layer", top.stream().mapToInt(n -> n[0])),
                IntColumn.create("neuron", top.stream().mapToInt(n -> n[1])),
                DoubleColumn.create("contribution", top.stream().mapToDouble(n -> neurons[n[0]][n[1]])));
    }

    /** Layer by layer, attention beside MLP. */
    public PlotlyFigure plot() {
        List<String> layers =
                IntStream.range(0, attention.length).mapToObj(Integer::toString).toList();
        return Bars.of("layer", "contribution to the " + what)
                .categories(layers)
                .series("attention", attention)
                .series("MLP", mlp)
                .figure()
                .title("Direct logit attribution: " + what);
    }

    /** Head by head. */
    public PlotlyFigure plotHeads() {
        return Heatmap.of("head", "layer", "contribution to the " + what)
                .values(heads)
                .diverging(0)
                .upward()
                .figure()
                .title("Direct logit attribution by head: " + what);
    }

    /** Embedding, layers and constant in the order of the pass, then what is left. */
    @Override
    public Table table() {
        Table table = Table.create(
                "Direct attribution of the " + what + ", " + (float) logit,
                StringColumn.create("component"),
                IntColumn.create("layer"),
                DoubleColumn.create("contribution"));
        row(table, "embedding", null, embedding);
        for (int layer = 0; layer < attention.length; layer++) {
            row(table, "attention", layer, attention[layer]);
            row(table, "MLP", layer, mlp[layer]);
        }
        row(table, "biases at the end", null, constant);
        row(table, "remainder", null, remainder());
        return table;
    }

    private static void row(Table table, String component, @Nullable Integer layer, double value) {
        table.stringColumn(0).append(component);
        if (layer == null) {
            table.intColumn(1).appendMissing();
        } else {
            table.intColumn(1).append(layer.intValue());
        }
        table.doubleColumn(2).append(value);
    }

    @Override
    public String toString() {
        return "DirectLogitAttribution of the " + what + ", " + (float) logit + ", to " + attention.length + " layers";
    }
}
