package dev.azimuth.superposition;

import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How the direction of each feature turns over layers, beside what shuffled labels do: the residual stream carries chance
 * from layer to layer as faithfully as meaning, so that two neighbours are alike in any case.
 */
public final class FeatureDrift implements Tabular {
    private static final int SHUFFLES = 20;

    private final List<Directions> bank;
    private final List<double[]> next = new ArrayList<>();
    private final List<double[]> best = new ArrayList<>();
    private final List<double[]> nextByChance = new ArrayList<>();
    private final List<double[]> bestByChance = new ArrayList<>();

    private FeatureDrift(List<Directions> bank) {
        this.bank = bank;
        for (Directions each : bank) {
            float[][] units = each.all().stream().map(Direction::unit).toArray(float[][]::new);
            int chosen = each.all().indexOf(each.best());
            next.add(next(units));
            best.add(with(units, chosen));
            double[] shuffledNext = new double[units.length];
            double[] shuffledBest = new double[units.length];
            for (int seed = 0; seed < SHUFFLES; seed++) {
                long same = seed; // the same swaps in every layer
                float[][] shuffled = each.all().stream()
                        .map(d -> each.shuffled(d.layer(), same).unit())
                        .toArray(float[][]::new);
                add(shuffledNext, next(shuffled));
                add(shuffledBest, with(shuffled, chosen));
            }
            nextByChance.add(shuffledNext);
            bestByChance.add(shuffledBest);
        }
    }

    /** Of the directions of these features. */
    public static FeatureDrift of(List<Directions> bank) {
        if (bank.isEmpty()) {
            throw new IllegalArgumentException("No feature, no drift. Give at least one.");
        }
        return new FeatureDrift(List.copyOf(bank));
    }

    private static double[] next(float[][] units) {
        return IntStream.range(0, units.length)
                .mapToDouble(l -> l + 1 == units.length ? Double.NaN : Vectors.dot(units[l], units[l + 1]))
                .toArray();
    }

    private static double[] with(float[][] units, int chosen) {
        return Arrays.stream(units)
                .mapToDouble(unit -> Vectors.dot(unit, units[chosen]))
                .toArray();
    }

    private static void add(double[] sum, double[] values) {
        Arrays.setAll(sum, i -> sum[i] + values[i] / SHUFFLES);
    }

    /** A row for each feature and layer. */
    @Override
    public Table table() {
        return Table.create(
                "Cosines of a feature's direction with itself in other layers",
                StringColumn.create(
                        "feature",
                        bank.stream().flatMap(each -> each.all().stream().map(d -> each.name()))),
                IntColumn.create(
                        "layer",
                        bank.stream()
                                .flatMap(each -> each.all().stream())
                                .mapToInt(Direction::layer)
                                .toArray()),
                column("with the next layer", next),
                column("shuffled labels", nextByChance),
                column("with the best layer", best),
                column("shuffled labels there", bestByChance));
    }

    private static DoubleColumn column(String name, List<double[]> values) {
        return DoubleColumn.create(name, values.stream().flatMapToDouble(Arrays::stream));
    }

    /** The cosine of each layer's direction with that of the layer in which the feature is read best. */
    public PlotlyFigure plot() {
        return figure(best, bestByChance, "cosine with the direction of the best layer")
                .title("Best layers: " + bestLayers());
    }

    /** The cosine of each layer's direction with the next layer's. */
    public PlotlyFigure steps() {
        return figure(next, nextByChance, "cosine with the next layer's direction")
                .title("How far directions turn from layer to layer");
    }

    private String bestLayers() {
        return String.join(
                ", ",
                bank.stream()
                        .map(each -> each.name() + " " + each.best().layer())
                        .toList());
    }

    private PlotlyFigure figure(List<double[]> values, List<double[]> chance, String yName) {
        int layers = bank.stream()
                .flatMap(each -> each.all().stream())
                .mapToInt(Direction::layer)
                .max()
                .orElseThrow();
        LayerCurve curve = LayerCurve.of("layer", yName);
        double[] mean = new double[layers + 1];
        for (int i = 0; i < bank.size(); i++) {
            curve = curve.series(bank.get(i).name(), byLayer(bank.get(i), values.get(i), layers));
            double[] one = byLayer(bank.get(i), chance.get(i), layers);
            Arrays.setAll(mean, l -> mean[l] + one[l] / bank.size());
        }
        return curve.series("shuffled labels, mean of " + SHUFFLES + " a feature", mean)
                .reference("none in common", 0)
                .figure();
    }

    private static double[] byLayer(Directions feature, double[] values, int last) {
        double[] all = new double[last + 1];
        Arrays.fill(all, Double.NaN);
        for (int i = 0; i < values.length; i++) {
            all[feature.all().get(i).layer()] = values[i];
        }
        return all;
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
