package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.hook.HookName;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.plot.Tabular;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How a concept and other features touch in every layer, from activations that were read already.
 *
 * <p>Early layers may hold hardly more than one or two dimensions; there a cosine means nothing, and the participation ratio
 * beside it says so.
 */
public final class LayerInterference implements Tabular {
    /** One feature in one layer. */
    private record Row(int layer, String feature, Estimate auc, Touch touch, Estimate shift, Verdict verdict) {}

    /** One layer. */
    private record Layer(int layer, TargetSummary summary, double energy) {}

    private final String target;
    private final List<String> features;
    private final List<Layer> layers;
    private final List<Row> rows;

    private LayerInterference(String target, List<String> features, List<Layer> layers, List<Row> rows) {
        this.target = target;
        this.features = features;
        this.layers = layers;
        this.rows = rows;
    }

    static LayerInterference of(Removal removal, NeutralText neutral) {
        List<Layer> layers = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (HookName site : Progress.over(neutral.layers(), "comparing layers")) {
            if (!isEverywhere(removal.features(), site)) {
                continue;
            }
            Directions own = removal.ownFeature();
            Removal there =
                    own == null ? removal : new Removal(own.at(site.layer()), removal.features(), removal.own());
            LayerGeometry geometry = LayerGeometry.of(removal.features(), site);
            layers.add(new Layer(
                    site.layer(),
                    TargetSummary.of(geometry, there, neutral),
                    neutral.energyShare(there.direction(), site)));
            for (int i : removal.protectedFeatures()) {
                rows.add(row(geometry, there, i));
            }
        }
        return new LayerInterference(
                removal.direction().name(),
                Arrays.stream(removal.protectedFeatures())
                        .mapToObj(i -> removal.features().get(i).name())
                        .toList(),
                List.copyOf(layers),
                List.copyOf(rows));
    }

    /** In the first layers both classes may look the same, since every text ends in the same token. */
    private static boolean isEverywhere(List<Directions> features, HookName site) {
        return features.stream()
                .allMatch(feature -> feature.all().stream().map(Direction::site).anyMatch(site::equals));
    }

    private static Row row(LayerGeometry geometry, Removal removal, int feature) {
        Readout readout = geometry.readout(feature);
        Touch touch = Touch.of(geometry, removal.axis(geometry), removal.shuffled(geometry), feature);
        Estimate auc = readout.auc();
        float[][] validation = readout.feature().validationRows(geometry.site());
        return new Row(
                geometry.site().layer(),
                readout.feature().name(),
                auc,
                touch,
                Shift.removing(removal.direction(), readout, validation).size(),
                Verdict.of(auc, touch, removal.coOccurrence(geometry, readout.feature())));
    }

    /** A row for each layer and feature. */
    @Override
    public Table table() {
        return Table.create(
                target + " and other features, layer by layer (± is what 95 % of shuffled labels stay within)",
                IntColumn.create("layer", rows.stream().mapToInt(Row::layer)),
                words("feature", Row::feature),
                words("verdict", row -> row.verdict().kind().toString()),
                words("validation AUC", row -> row.auc().toString()),
                words("shift (class gaps, rms)", row -> row.shift().toString()),
                number("cosine", row -> row.touch().cosine()),
                number("cosine ±", row -> row.touch().cosineBand()),
                number("whitened cosine", row -> row.touch().whitened()),
                number("whitened ±", row -> row.touch().whitenedBand()),
                number("leak in", row -> row.touch().leakIn()),
                number("leak in ±", row -> row.touch().leakInBand()),
                number("leak out", row -> row.touch().leakOut()),
                number("leak out ±", row -> row.touch().leakOutBand()),
                words("price of protecting it", row -> row.touch().vif().toString()));
    }

    /** A row a layer: the price of protecting all, misfire, energy, dimensions. */
    public Table layers() {
        return Table.create(
                target + ", layer by layer",
                IntColumn.create("layer", layers.stream().mapToInt(Layer::layer)),
                StringColumn.create(
                        "price of protecting all",
                        layers.stream().map(l -> l.summary().price().toString())),
                layer("left with the others projected out", l -> l.summary().retained()),
                layer("misfire (squared steps)", l -> l.summary().misfire()),
                layer("share of neutral energy (%)", l -> 100 * l.energy()),
                layer("participation ratio", l -> l.summary().participationRatio()),
                layer("effective rank", l -> l.summary().effectiveRank()),
                IntColumn.create(
                        "texts", layers.stream().mapToInt(l -> l.summary().rows())));
    }

    /** The shift of each feature by a removal in each layer. */
    public PlotlyFigure plot() {
        double[][] values = new double[layers.size()][features.size()];
        for (int i = 0; i < rows.size(); i++) {
            values[i / features.size()][i % features.size()] =
                    rows.get(i).shift().value();
        }
        return Heatmap.of("feature", "layer", "shift (class gaps, rms)")
                .values(values)
                .columns(features)
                .rows(layers.stream().map(l -> "" + l.layer()).toList())
                .upward()
                .figure()
                .title("Removing " + target + " in one layer");
    }

    private StringColumn words(String name, Function<Row, String> value) {
        return StringColumn.create(name, rows.stream().map(value));
    }

    private DoubleColumn number(String name, ToDoubleFunction<Row> value) {
        return DoubleColumn.create(name, Readouts.rounded(rows.stream().mapToDouble(value)));
    }

    private DoubleColumn layer(String name, ToDoubleFunction<Layer> value) {
        return DoubleColumn.create(name, Readouts.rounded(layers.stream().mapToDouble(value)));
    }

    @Override
    public String toHtml() {
        return TableView.of(layers()).rows(layers.size()).digits(3).toHtml()
                + TableView.of(table()).digits(2).toHtml();
    }

    @Override
    public String toString() {
        return layers() + "\n\n" + table();
    }
}
