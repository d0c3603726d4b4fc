package dev.azimuth.sae;

import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.Tabular;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * Features that are active at the same tokens as one feature, by their correlation φ of active with active; beside it the
 * cosine of the decoder rows: two that are active together and not orthogonal are read into one another.
 */
public final class Coactivation implements Tabular {
    private static final int SHOWN = 10;

    private record Pair(int feature, int together, double phi, double cosine) {}

    private final int feature;
    private final int rows;
    private final List<Pair> pairs;

    private Coactivation(int feature, int rows, List<Pair> pairs) {
        this.feature = feature;
        this.rows = rows;
        this.pairs = pairs;
    }

    static Coactivation of(Firings firings, int feature, NearestFeatures neighbours) {
        BitSet own = new BitSet(firings.rows());
        firings.of(feature).forEach(firing -> own.set(firing.row()));
        List<Pair> pairs = IntStream.range(0, firings.features())
                .filter(other -> other != feature && firings.count(other) > 0)
                .mapToObj(other -> {
                    int together = (int) firings.of(other).stream()
                            .filter(firing -> own.get(firing.row()))
                            .count();
                    double phi = phi(firings.rows(), firings.count(feature), firings.count(other), together);
                    return new Pair(other, together, phi, neighbours.cosine(other));
                })
                .sorted(Comparator.comparingDouble(pair -> -pair.phi()))
                .toList();
        return new Coactivation(feature, firings.rows(), pairs);
    }

    /** The correlation of two yes-or-no columns; 0 where one of them is constant. */
    static double phi(double n, double a, double b, double both) {
        double spread = Math.sqrt(a * (n - a)) * Math.sqrt(b * (n - b));
        return spread == 0 ? 0 : (n * both - a * b) / spread;
    }

    /** The ten that go with it most: feature, tokens at which both are active, φ, cosine of the decoder rows. */
    @Override
    public Table table() {
        List<Pair> shown = pairs.stream().limit(SHOWN).toList();
        return Table.create(
                "Active together with feature " + feature + " in " + rows + " tokens",
                IntColumn.create(
                        "feature", shown.stream().mapToInt(Pair::feature).toArray()),
                IntColumn.create(
                        "tokens together",
                        shown.stream().mapToInt(Pair::together).toArray()),
                DoubleColumn.create("φ", shown.stream().mapToDouble(Pair::phi).toArray()),
                DoubleColumn.create(
                        "cosine", shown.stream().mapToDouble(Pair::cosine).toArray()));
    }

    /** Every other feature: correlation of activity against cosine of decoder rows. */
    public PlotlyFigure plot() {
        return Scatter.of("cosine of decoder rows", "correlation φ of being active")
                .points(
                        "features beside " + feature,
                        pairs.stream().mapToDouble(Pair::cosine).toArray(),
                        pairs.stream().mapToDouble(Pair::phi).toArray(),
                        pairs.stream().map(pair -> "feature " + pair.feature()).toList())
                .figure();
    }

    @Override
    public String toString() {
        return "Coactivation of feature " + feature + " with " + pairs.size() + " that are ever active, in " + rows
                + " tokens";
    }
}
