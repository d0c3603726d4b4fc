package dev.azimuth.superposition;

import dev.azimuth.dataset.Datasets;
import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/**
 * How real features share the residual stream, layer by layer: how far their directions overlap against what chance
 * gives, how many dimensions neutral text fills there, and how the directions turn from layer to layer.
 *
 * <pre>{@code FeatureGeometry.of(List.of(sentiment, truth, refusal)).plot()}</pre>
 */
public final class FeatureGeometry implements Tabular {
    private final List<Directions> bank;
    private final List<FeatureLayer> layers;

    private FeatureGeometry(List<Directions> bank, List<FeatureLayer> layers) {
        this.bank = bank;
        this.layers = layers;
    }

    /** Of these features, with the shipped neutral texts. */
    public static FeatureGeometry of(List<Directions> bank) {
        return of(bank, Datasets.prompts("neutral"));
    }

    /**
     * Of these features, at least two, in all layers that all of them have a direction in.
     *
     * @param neutral texts that have nothing to do with any of them
     */
    public static FeatureGeometry of(List<Directions> bank, Prompts neutral) {
        if (bank.size() < 2) {
            throw new IllegalArgumentException(
                    "The geometry of " + bank.size() + " feature is not defined. Give at least two.");
        }
        Directions first = bank.get(0);
        bank.forEach(each -> each.requireModel(first.model()));
        List<Integer> shared = first.all().stream()
                .map(Direction::layer)
                .filter(layer ->
                        bank.stream().allMatch(each -> each.all().stream().anyMatch(d -> d.layer() == layer)))
                .toList();
        Background background = new Background(first.model(), neutral);
        List<FeatureLayer> layers = new ArrayList<>();
        for (int layer : Progress.over(shared, "measuring the geometry of layers")) {
            List<Direction> found = bank.stream().map(each -> each.at(layer)).toList();
            Moments moments = background.withoutFirst(found.get(0).site());
            Spectrum every = Spectrum.of(background.every(found.get(0).site()));
            layers.add(new FeatureLayer(
                    layer,
                    LayerGeometry.of(found, moments),
                    every.participationRatio(),
                    every.effectiveRank(),
                    ShuffledGeometry.of(bank, layer)));
        }
        return new FeatureGeometry(List.copyOf(bank), List.copyOf(layers));
    }

    /** One layer in detail, each pair's cosine beside the band of shuffled labels. */
    public LayerGeometry at(int layer) {
        FeatureLayer found = layers.stream()
                .filter(each -> each.layer() == layer)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Layer " + layer + " was not measured. Measured: "
                        + layers.stream().map(FeatureLayer::layer).toList() + "."));
        double[][] bands = new double[bank.size()][bank.size()];
        for (int i = 0; i < bands.length; i++) {
            for (int j = 0; j < i; j++) {
                bands[i][j] = bands[j][i] = Math.max(
                        bank.get(i).cosineBand(bank.get(j).at(layer)),
                        bank.get(j).cosineBand(bank.get(i).at(layer)));
            }
        }
        return found.geometry().bands(bands);
    }

    /** How each direction turns from layer to layer. */
    public FeatureDrift drift() {
        return FeatureDrift.of(bank);
    }

    /** A row for each layer. */
    @Override
    public Table table() {
        return Table.create(
                bank.size() + " features: "
                        + bank.stream().map(Directions::name).toList(),
                IntColumn.create(
                        "layer", layers.stream().mapToInt(FeatureLayer::layer).toArray()),
                column("mean |cosine|", l -> l.geometry().meanCosine()),
                column("of shuffled labels", l -> l.chance().mean()),
                column("coherence (max |cosine|)", l -> l.geometry().coherence()),
                column("95 % of shuffled labels", l -> l.chance().coherence()),
                column("Welch bound", l -> LayerGeometry.welchBound(bank.size(), width())),
                column("1/√d", l -> 1 / Math.sqrt(width())),
                column("1/√PR", FeatureGeometry::anisotropic),
                column("participation ratio", l -> l.geometry().spectrum().participationRatio()),
                column("effective rank", l -> l.geometry().spectrum().effectiveRank()),
                column("participation ratio with first tokens", FeatureLayer::participationWithFirst),
                column("effective rank with first tokens", FeatureLayer::rankWithFirst),
                LongColumn.create(
                        "neutral tokens",
                        layers.stream()
                                .mapToLong(l -> l.geometry().spectrum().rows())
                                .toArray()));
    }

    private DoubleColumn column(String name, ToDoubleFunction<FeatureLayer> of) {
        return DoubleColumn.create(name, values(of));
    }

    private double[] values(ToDoubleFunction<FeatureLayer> of) {
        return layers.stream().mapToDouble(of).toArray();
    }

    private static double anisotropic(FeatureLayer layer) {
        return 1 / Math.sqrt(layer.geometry().spectrum().participationRatio());
    }

    private int width() {
        return bank.get(0).all().get(0).unit().length;
    }

    private double[] numbers() {
        return values(FeatureLayer::layer);
    }

    /** The overlap of the features over layers against what chance gives. */
    public PlotlyFigure plot() {
        return LayerCurve.of("layer", "|cosine| of two features")
                .at(numbers())
                .series("largest (coherence)", values(l -> l.geometry().coherence()))
                .series("mean", values(l -> l.geometry().meanCosine()))
                .series(
                        "shuffled labels: 95 % of the largest",
                        values(l -> l.chance().coherence()))
                .series("shuffled labels: mean", values(l -> l.chance().mean()))
                .series("1/√PR: random in the variance of neutral text", values(FeatureGeometry::anisotropic))
                .reference("1/√d", 1 / Math.sqrt(width()))
                .figure()
                .title("Overlap of " + bank.size() + " features (" + bank.size() * (bank.size() - 1) / 2 + " pairs)");
    }

    /** How many dimensions neutral text fills over layers, with each text's first token and without it. */
    public PlotlyFigure dimensions() {
        return LayerCurve.of("layer", "dimensions of " + width() + ", logarithmic")
                .at(numbers())
                .series("effective rank", values(l -> l.geometry().spectrum().effectiveRank()))
                .series(
                        "participation ratio",
                        values(l -> l.geometry().spectrum().participationRatio()))
                .series("effective rank with first tokens", values(FeatureLayer::rankWithFirst))
                .series("participation ratio with first tokens", values(FeatureLayer::participationWithFirst))
                .figure()
                .layout("{\"yaxis\": {\"type\": \"log\"}}")
                .title("What neutral text fills (n = "
                        + layers.get(0).geometry().spectrum().rows() + " tokens without first ones)");
    }

    /** What share of a dimension each feature has to itself, layer by layer. */
    public PlotlyFigure dimensionalities() {
        double[][] values = new double[bank.size()][layers.size()];
        for (int l = 0; l < layers.size(); l++) {
            double[] d = layers.get(l).geometry().dimensionality().values();
            for (int i = 0; i < d.length; i++) {
                values[i][l] = d[i];
            }
        }
        return Heatmap.of("layer", "feature", "dimensionality")
                .values(values)
                .rows(bank.stream().map(Directions::name).toList())
                .columns(layers.stream().map(l -> Integer.toString(l.layer())).toList())
                .range(
                        Math.min(
                                0.99,
                                Arrays.stream(values)
                                        .flatMapToDouble(Arrays::stream)
                                        .min()
                                        .orElse(0)),
                        1)
                .figure()
                .title("Share of one dimension that each of " + bank.size() + " features has to itself");
    }

    /** What the features span in each layer against the next layer's span and the largest axes of neutral text. */
    public Table subspaces() {
        return FeatureSpans.table(layers, bank);
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
