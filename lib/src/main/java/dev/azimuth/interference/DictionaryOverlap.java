package dev.azimuth.interference;

import dev.azimuth.direction.Direction;
import dev.azimuth.plot.Histograms;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** How a direction lies among those of a dictionary, such as the decoder of a sparse autoencoder. */
public final class DictionaryOverlap implements Tabular {
    private static final int NEAREST = 10;

    private final Direction direction;
    private final List<String> names;
    private final double[] cosines;

    private DictionaryOverlap(Direction direction, List<String> names, double[] cosines) {
        this.direction = direction;
        this.names = names;
        this.cosines = cosines;
    }

    static DictionaryOverlap of(Direction direction, float[][] vectors, List<String> names) {
        if (vectors.length == 0) {
            throw new IllegalArgumentException("A dictionary of no direction. Give at least one.");
        }
        direction.requireWidth(vectors[0].length);
        float[] unit = direction.unit();
        double[] cosines =
                Arrays.stream(vectors).mapToDouble(v -> Vectors.cosine(v, unit)).toArray();
        return new DictionaryOverlap(direction, List.copyOf(names), cosines);
    }

    /** How many directions the dictionary has. */
    public int size() {
        return cosines.length;
    }

    /** The largest |cosine| with one of them. */
    public double largest() {
        return Arrays.stream(cosines).map(Math::abs).max().orElseThrow();
    }

    /** The mean squared cosine; directions drawn at random have 1/d_model. */
    public double meanSquare() {
        return Arrays.stream(cosines).map(c -> c * c).average().orElseThrow();
    }

    /**
     * The least largest |cosine| that so many unit vectors can have with one another (Welch, 1974): {@code √((k−d)/(d(k−1)))}; 0
     * where they are no more than dimensions.
     */
    public double welchBound() {
        double k = cosines.length;
        double d = direction.unit().length;
        return k <= d ? 0 : Math.sqrt((k - d) / (d * (k - 1)));
    }

    /** The nearest, by |cosine|. */
    @Override
    public Table table() {
        int[] order = IntStream.range(0, cosines.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(cosines[i])))
                .limit(NEAREST)
                .mapToInt(Integer::intValue)
                .toArray();
        return Table.create(
                String.format(
                        Locale.ROOT,
                        "Nearest to %s of %d directions; mean squared cosine %.2g, at random %.2g; Welch bound %.2g",
                        direction.name(),
                        size(),
                        meanSquare(),
                        1.0 / direction.unit().length,
                        welchBound()),
                StringColumn.create("direction", Arrays.stream(order).mapToObj(names::get)),
                DoubleColumn.create(
                        "cosine", Readouts.rounded(Arrays.stream(order).mapToDouble(i -> cosines[i]))));
    }

    /** All cosines. */
    public PlotlyFigure plot() {
        return Histograms.of("cosine with " + direction.name())
                .sample("dictionary", cosines)
                .figure()
                .title("The dictionary along " + direction.name());
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
