package dev.azimuth.sae;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.TokenLosses;
import dev.azimuth.hook.Hook;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Bars;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The usual scores of an autoencoder, at every token but each text's first. Intervals are of texts drawn anew, since the
 * tokens of one are not independent.
 *
 * @param l0 features that are active at a token
 * @param explained share of the activations' variance about their mean that the reconstruction has, {@code 1 − Σ‖x − x̂‖² /
 *     Σ‖x − x̄‖²}
 * @param recovered share of the loss that the reconstruction brings back, {@code (zero − spliced) / (zero − original)}
 * @param original cross-entropy of the next token in the model as it is, nats
 * @param spliced the same with the reconstruction in place of the activation
 * @param zero the same with zeros in its place
 * @param dead features that are active at none of the tokens
 * @param features how many there are
 * @param tokens how many it was measured at
 */
public record SaeScores(
        Estimate l0,
        Estimate explained,
        Estimate recovered,
        Estimate original,
        Estimate spliced,
        Estimate zero,
        int dead,
        int features,
        int tokens)
        implements Tabular {

    /** The first token whose loss a splice can change: a text's second is predicted from its first alone. */
    private static final int FIRST = 2;

    static SaeScores of(SparseAutoencoder sae, HookedTransformer model, List<String> texts) {
        List<int[]> ids = texts.stream().map(model.tokenizer()::encode).toList();
        double[] counted = ids.stream()
                .mapToDouble(text -> Math.max(0, text.length - FIRST))
                .toArray();
        for (int i = 0; i < counted.length; i++) {
            if (counted[i] == 0) {
                throw new IllegalArgumentException("Text " + i + " of " + counted.length + " has " + ids.get(i).length
                        + " tokens; scores need at least three, since the first is left alone and the second not"
                        + " predicted from others.");
            }
        }
        RowScores rows = new RowScores(sae, model, texts);
        Hook zeroed = Hook.at(sae.site()).positions(Positions.AFTER_FIRST);
        double[] original = losses(model, ids, "measuring the loss");
        double[] spliced = losses(model.with(sae.splice().withoutError()), ids, "measuring the loss with the splice");
        double[] zero = losses(model.with(zeroed.zero()), ids, "measuring the loss with zeros");
        return new SaeScores(
                ratio(rows.active, rows.tokens),
                complement(ratio(rows.squaredError, rows.squaredSpread)),
                ratio(difference(zero, spliced), difference(zero, original)),
                ratio(original, counted),
                ratio(spliced, counted),
                ratio(zero, counted),
                sae.config().features() - rows.alive(),
                sae.config().features(),
                (int) DoubleStream.of(rows.tokens).sum());
    }

    /** Summed over each text's tokens from {@link #FIRST} on, in nats. */
    private static double[] losses(HookedTransformer model, List<int[]> ids, String label) {
        return Arrays.stream(TokenLosses.of(model, ids, label))
                .mapToDouble(losses -> IntStream.range(FIRST - 1, losses.length)
                        .mapToDouble(k -> losses[k])
                        .sum())
                .toArray();
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        Arrays.setAll(difference, i -> a[i] - b[i]);
        return difference;
    }

    /** The sum of one over the sum of the other, over texts. */
    private static Estimate ratio(double[] over, double[] under) {
        return Bootstrap.estimate(
                over.length,
                drawn -> Arrays.stream(drawn).mapToDouble(i -> over[i]).sum()
                        / Arrays.stream(drawn).mapToDouble(i -> under[i]).sum());
    }

    private static Estimate complement(Estimate share) {
        return new Estimate(1 - share.value(), 1 - share.high(), 1 - share.low(), share.n());
    }

    /** One score a row, with its interval. */
    @Override
    public Table table() {
        List<String> names = List.of(
                "active features a token (L0)",
                "variance explained",
                "cross-entropy recovered",
                "cross-entropy, original (nats)",
                "cross-entropy, spliced (nats)",
                "cross-entropy, zeros (nats)",
                "features never active");
        List<Estimate> values = List.of(
                l0, explained, recovered, original, spliced, zero, Estimate.exact((double) dead / features, tokens));
        return Table.create(
                "Scores on " + tokens + " tokens of " + l0.n() + " texts",
                StringColumn.create("score", names),
                DoubleColumn.create(
                        "value", values.stream().mapToDouble(Estimate::value).toArray()),
                DoubleColumn.create(
                        "low", values.stream().mapToDouble(Estimate::low).toArray()),
                DoubleColumn.create(
                        "high", values.stream().mapToDouble(Estimate::high).toArray()),
                IntColumn.create("n", values.stream().mapToInt(Estimate::n).toArray()));
    }

    /** The loss of the model as it is, with the reconstruction, and with zeros. */
    public PlotlyFigure plot() {
        List<Estimate> losses = List.of(original, spliced, zero);
        return Bars.of("activation", "cross-entropy of the next token (nats)")
                .categories(List.of("original", "reconstructed", "zero"))
                .series(
                        "held-out texts",
                        losses.stream().mapToDouble(Estimate::value).toArray(),
                        losses.stream().mapToDouble(Estimate::low).toArray(),
                        losses.stream().mapToDouble(Estimate::high).toArray())
                .figure();
    }

    @Override
    public String toString() {
        return "SaeScores on " + tokens + " tokens of " + l0.n() + " texts: L0 " + l0 + ", variance explained "
                + explained
                + ", cross-entropy recovered " + recovered + " (" + original + " original, " + spliced + " spliced, "
                + zero
                + " zeros), never active " + dead + " of " + features;
    }
}
