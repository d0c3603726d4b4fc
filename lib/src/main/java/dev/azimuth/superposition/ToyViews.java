package dev.azimuth.superposition;

import dev.azimuth.plot.Arrows;
import dev.azimuth.plot.Graph;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.tensor.Matrices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pictures of trained toy models. */
final class ToyViews {
    private static final int MOST_PANELS = 25;
    private static final double LEAST_LINK = 0.2;

    private ToyViews() {}

    /** The features as arrows in the plane, a panel for each instance. */
    static PlotlyFigure arrows(List<ToyInstance> instances) {
        ToyInstance first = instances.get(0);
        if (first.dimensions() != 2 || instances.size() > MOST_PANELS) {
            throw new IllegalStateException(
                    "Arrows show up to " + MOST_PANELS + " instances in 2 dimensions; these are "
                            + instances.size() + " in " + first.dimensions()
                            + ". Use dimensionalities(), or plot() of one instance.");
        }
        Arrows arrows =
                Arrows.of("dimension 1 (weight)", "dimension 2 (weight)").names(names(first));
        for (ToyInstance each : instances) {
            arrows = arrows.panel(
                    each.setting().name(), Matrices.rows(each.weights().transpose()));
        }
        return arrows.figure().title("Where each of " + first.features() + " features points");
    }

    /** The features as a network of cosines, which falls into polytopes where there are any. */
    static PlotlyFigure network(ToyInstance instance) {
        FeatureDimensionality dimensionality = instance.dimensionality();
        double[] norms = dimensionality.norms();
        double[] values = dimensionality.values();
        double[][] gram = Matrices.rows(instance.weights().transpose().mmul(instance.weights()));
        int[] there =
                IntStream.range(0, norms.length).filter(i -> norms[i] > 0.5).toArray();
        if (there.length == 0) {
            throw new IllegalStateException("No feature of " + instance + " is represented.");
        }
        double[][] cosines = Arrays.stream(there)
                .mapToObj(i -> Arrays.stream(there)
                        .mapToDouble(j -> gram[i][j] / (norms[i] * norms[j]))
                        .toArray())
                .toArray(double[][]::new);
        List<String> labels = Arrays.stream(there)
                .mapToObj(i -> i + " (D " + ToyModel.number(values[i]) + ")")
                .toList();
        return Graph.of("cosine")
                .nodes(labels)
                .links(cosines, LEAST_LINK)
                .figure()
                .title(there.length + " of " + norms.length + " features are represented, "
                        + instance.setting().name() + "; |cosine| ≥ " + LEAST_LINK);
    }

    /** WᵀW beside b of each instance, or W₁ᵀ beside W₂ where they are not the same. */
    static PlotlyFigure heatmap(List<ToyInstance> instances) {
        ToyInstance first = instances.get(0);
        boolean tied = first.isReconstruction();
        List<double[][]> blocks = new ArrayList<>();
        List<String> places = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        int column = 0;
        for (ToyInstance each : instances) {
            if (column > 0) {
                blocks.add(gap(each.features(), 2));
                column += 2;
            }
            List<INDArray> parts = parts(each);
            for (int i = 0; i < parts.size(); i++) {
                int width = parts.get(i).columns();
                String title = (tied ? List.of("WᵀW", "b") : List.of("W₁ᵀ", "W₂", "b")).get(i);
                places.add(ToyModel.number(column + (width - 1) / 2.0));
                titles.add(
                        '"' + (instances.size() > 1 && i == 0 ? each.setting().name() : title) + '"');
                blocks.add(Matrices.rows(parts.get(i)));
                boolean last = i == parts.size() - 1;
                if (!last) {
                    blocks.add(gap(each.features(), 1));
                }
                column += width + (last ? 0 : 1);
            }
        }
        return Heatmap.of(tied ? "WᵀW, then b" : "W₁ᵀ, then W₂, by neuron; then b", "feature", "weight")
                .values(beside(blocks))
                .rows(names(first))
                .diverging(0)
                .figure()
                .layout("{\"xaxis\": {\"tickvals\": " + places + ", \"ticktext\": " + titles + "}}")
                .title(first.features() + " features in " + first.dimensions() + " dimensions");
    }

    private static List<INDArray> parts(ToyInstance toy) {
        INDArray encoder = toy.weights().transpose();
        INDArray bias = toy.bias().reshape(toy.features(), 1);
        return toy.isReconstruction()
                ? List.of(encoder.mmul(toy.weights()), bias)
                : List.of(encoder, toy.decoder(), bias);
    }

    private static double[][] gap(int rows, int columns) {
        double[][] gap = new double[rows][columns];
        Arrays.stream(gap).forEach(row -> Arrays.fill(row, Double.NaN));
        return gap;
    }

    private static double[][] beside(List<double[][]> blocks) {
        return IntStream.range(0, blocks.get(0).length)
                .mapToObj(row -> blocks.stream()
                        .flatMapToDouble(block -> Arrays.stream(block[row]))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Each feature's dimensionality over 1/p, with the lines of known polytopes and D*. */
    static PlotlyFigure dimensionalities(List<ToyInstance> instances) {
        double[] rarity = instances.stream()
                .mapToDouble(each -> 1
                        / Arrays.stream(each.setting().probability()).average().orElseThrow())
                .toArray();
        double[] star = instances.stream()
                .mapToDouble(each -> each.dimensionality().dimensionsPerFeature())
                .toArray();
        int n = instances.get(0).features();
        double[] x = Arrays.stream(rarity)
                .flatMap(r -> Arrays.stream(new double[n]).map(unused -> r))
                .toArray();
        double[] d = instances.stream()
                .flatMapToDouble(each -> Arrays.stream(each.dimensionality().values()))
                .toArray();
        Scatter scatter = Scatter.of(
                        "1/p: examples for each in which a feature occurs, logarithmic",
                        "dimensionality (share of one dimension)")
                .points("D of each feature (n = " + n + ")", x, d)
                .points("D* = m/‖W‖²", rarity, star);
        for (Polytope polytope : Polytope.values()) {
            scatter = scatter.reference(polytope.label(), polytope.dimensionality());
        }
        return scatter.figure()
                .layout("{\"xaxis\": {\"type\": \"log\"}}")
                .title(n + " features in " + instances.get(0).dimensions() + " dimensions");
    }

    static List<String> names(ToyInstance instance) {
        return IntStream.range(0, instance.features())
                .mapToObj(i -> "feature " + i)
                .toList();
    }
}
