package dev.azimuth.sae;

import dev.azimuth.direction.Direction;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.Histograms;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Where the features of an autoencoder are active in texts, at every token but each text's first: which tokens move a
 * feature most, how often it is active, and with which others.
 *
 * <pre>{@code sae.on(model, texts).top(17)}</pre>
 */
public final class FeatureActivations implements Tabular {
    private final SparseAutoencoder sae;
    private final List<List<String>> tokens; // of each text
    private final Firings firings;

    private FeatureActivations(SparseAutoencoder sae, List<List<String>> tokens, Firings firings) {
        this.sae = sae;
        this.tokens = tokens;
        this.firings = firings;
    }

    static FeatureActivations of(SparseAutoencoder sae, HookedTransformer model, List<String> texts) {
        Firings.Collector collector = new Firings.Collector(sae.config().features());
        TextRows.read(sae, model, texts, (text, rows) -> collector.add(text, sae.encode(rows)));
        List<List<String>> tokens = texts.stream()
                .map(text -> model.tokenizer().tokens(model.tokenizer().encode(text)))
                .toList();
        return new FeatureActivations(sae, tokens, collector.sorted());
    }

    /** Tokens that were read. */
    public int count() {
        return firings.rows();
    }

    /** How many of the tokens a feature is active at. */
    public int active(int feature) {
        sae.requireFeature(feature);
        return firings.count(feature);
    }

    /** Features that were active at none of the tokens. */
    public int dead() {
        return (int) IntStream.range(0, sae.config().features())
                .filter(feature -> firings.count(feature) == 0)
                .count();
    }

    /** The ten tokens at which a feature is most active, each in its context. */
    public TopTokens top(int feature) {
        return top(feature, 10);
    }

    /** The same for so many tokens. */
    public TopTokens top(int feature, int most) {
        sae.requireFeature(feature);
        return new TopTokens(feature, tokens, firings.of(feature), most);
    }

    /**
     * The direction that a feature writes, whose gap is what it typically adds: its mean activation where it is active, times
     * the norm of its decoder row. Where rows are normalised, that is in units of the normalised rows.
     *
     * @throws IllegalArgumentException when it is active nowhere
     */
    public Direction direction(int feature) {
        double mean = Arrays.stream(values(feature))
                .average()
                .orElseThrow(() -> new IllegalArgumentException("Feature "
                        + feature + " is active at none of the " + count()
                        + " tokens. Use the autoencoder's own direction("
                        + feature + ")."));
        return sae.direction(feature).scaled(mean * Vectors.norm(sae.decoderRow(feature)));
    }

    /** Which features are active at the same tokens as this one, and how their decoder rows lie to its own. */
    public Coactivation coactive(int feature) {
        sae.requireFeature(feature);
        return Coactivation.of(firings, feature, sae.neighbours(feature));
    }

    private double[] values(int feature) {
        return firings.of(feature).stream().mapToDouble(Firing::activation).toArray();
    }

    /** The features that are active most often, most often first; those that never are, last. */
    @Override
    public Table table() {
        List<Integer> order = IntStream.range(0, sae.config().features())
                .boxed()
                .sorted(Comparator.comparingInt(feature -> -firings.count(feature)))
                .toList();
        Table table = Table.create(
                "Features in " + count() + " tokens of " + tokens.size() + " texts",
                IntColumn.create("feature"),
                DoubleColumn.create("share of tokens"),
                DoubleColumn.create("mean where active"),
                DoubleColumn.create("largest"),
                StringColumn.create("token of the largest"));
        for (int feature : order) {
            List<Firing> found = firings.of(feature);
            table.intColumn(0).append(feature);
            table.doubleColumn(1).append((double) found.size() / count());
            table.doubleColumn(2)
                    .append(found.stream()
                            .mapToDouble(Firing::activation)
                            .average()
                            .orElse(0));
            table.doubleColumn(3).append(found.isEmpty() ? 0 : found.get(0).activation());
            table.stringColumn(4)
                    .append(
                            found.isEmpty()
                                    ? ""
                                    : tokens.get(found.get(0).text())
                                            .get(found.get(0).token()));
        }
        return table;
    }

    /** How often features are active: the distribution of log₁₀ of their share of the tokens, without those that never are. */
    public PlotlyFigure plot() {
        double[] shares = IntStream.range(0, sae.config().features())
                .filter(feature -> firings.count(feature) > 0)
                .mapToDouble(feature -> Math.log10((double) firings.count(feature) / count()))
                .toArray();
        return Histograms.of("log₁₀ of the share of tokens at which a feature is active")
                .sample("features that are ever active", shares)
                .figure();
    }

    @Override
    public String toString() {
        return "FeatureActivations of " + sae.config().features() + " features in " + count() + " tokens of "
                + tokens.size() + " texts; " + dead() + " are never active";
    }
}
