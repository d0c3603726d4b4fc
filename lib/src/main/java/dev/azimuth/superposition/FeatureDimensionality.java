package dev.azimuth.superposition;

import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Matrices;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What share of a dimension each feature has to itself (Elhage et al., 2022, arXiv 2209.10652):
 * {@code D_i = ‖W_i‖² / Σ_j (Ŵ_i·W_j)²}, where j = i counts. It is 1 for a feature that is orthogonal to all others, 1/2 for two
 * that lie opposite each other, and 0 for one that is not there; the sum is at most the number of dimensions m.
 */
public final class FeatureDimensionality implements Tabular {
    private static final double LEAST_NORM = 0.5;

    private final List<String> names;
    private final int dimensions;
    private final double[] norms;
    private final double[] values;

    private FeatureDimensionality(List<String> names, int dimensions, double[] norms, double[] values) {
        this.names = names;
        this.dimensions = dimensions;
        this.norms = norms;
        this.values = values;
    }

    /** Of these vectors, {@code [n, m]}, which are called 0, 1, 2, … */
    public static FeatureDimensionality of(double[][] vectors) {
        List<String> numbers =
                IntStream.range(0, vectors.length).mapToObj(Integer::toString).toList();
        return of(numbers, vectors);
    }

    /** Of these vectors, {@code [n, m]}, a name each. */
    public static FeatureDimensionality of(List<String> names, double[][] vectors) {
        if (vectors.length == 0 || names.size() != vectors.length) {
            throw new IllegalArgumentException(names.size() + " names for " + vectors.length
                    + " vectors. Give at least one vector and a name for each.");
        }
        return of(names, gram(vectors), vectors[0].length);
    }

    /** Of features whose inner products these are, {@code [n, n]}, in so many dimensions. */
    static FeatureDimensionality of(List<String> names, double[][] gram, int dimensions) {
        double[] norms = new double[gram.length];
        double[] values = new double[gram.length];
        for (int i = 0; i < gram.length; i++) {
            double squared = gram[i][i];
            double shared = Arrays.stream(gram[i]).map(inner -> inner * inner).sum();
            norms[i] = Math.sqrt(squared);
            values[i] = shared == 0 ? 0 : squared * squared / shared;
        }
        return new FeatureDimensionality(List.copyOf(names), dimensions, norms, values);
    }

    private static double[][] gram(double[][] vectors) {
        double[][] gram = new double[vectors.length][vectors.length];
        for (int i = 0; i < gram.length; i++) {
            for (int j = 0; j < gram.length; j++) {
                if (vectors[i].length != vectors[j].length) {
                    throw new IllegalArgumentException("Vector " + j + " has " + vectors[j].length
                            + " numbers where vector " + i + " has " + vectors[i].length + ".");
                }
                for (int k = 0; k < vectors[i].length; k++) {
                    gram[i][j] += vectors[i][k] * vectors[j][k];
                }
            }
        }
        return gram;
    }

    /** Of the columns of W, {@code [m, n]}. */
    public static FeatureDimensionality ofColumns(INDArray weights) {
        return of(Matrices.rows(weights.transpose()));
    }

    /** D of each, {@code [n]}. */
    public double[] values() {
        return values.clone();
    }

    /** ‖W_i‖ of each, {@code [n]}. */
    public double[] norms() {
        return norms.clone();
    }

    /** The share of all m dimensions that each feature has: D_i/m, its capacity (Scherlis et al., 2022, arXiv 2210.01892). */
    public double[] shareOfCapacity() {
        return Arrays.stream(values).map(d -> d / dimensions).toArray();
    }

    /** How many dimensions there are for each feature: {@code D* = m/‖W‖²}, with the Frobenius norm. */
    public double dimensionsPerFeature() {
        return dimensions / Arrays.stream(norms).map(norm -> norm * norm).sum();
    }

    /** How many features are there at all: those longer than a half. A model that represents one gives it a length near 1. */
    public int represented() {
        return (int) Arrays.stream(norms).filter(norm -> norm > LEAST_NORM).count();
    }

    @Override
    public Table table() {
        return Table.create(
                values.length + " features in " + dimensions + " dimensions",
                StringColumn.create("feature", names),
                DoubleColumn.create("norm", norms),
                DoubleColumn.create("dimensionality (share of one dimension)", values),
                DoubleColumn.create(
                        "share of capacity (%)",
                        Arrays.stream(shareOfCapacity()).map(s -> 100 * s).toArray()));
    }

    /** Each feature's dimensionality beside its norm, with the lines that known polytopes lie on. */
    public PlotlyFigure plot() {
        Scatter scatter = Scatter.of("norm of the feature's vector", "dimensionality (share of one dimension)")
                .points("features", norms, values, names);
        for (Polytope polytope : Polytope.values()) {
            scatter = scatter.reference(polytope.label(), polytope.dimensionality());
        }
        PlotlyFigure figure = scatter.figure();
        return figure.title(values.length + " features in " + dimensions + " dimensions");
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "FeatureDimensionality: %d features in %d dimensions, %d represented, D* = %.3f",
                values.length,
                dimensions,
                represented(),
                dimensionsPerFeature());
    }
}
