package dev.azimuth.superposition;

import dev.azimuth.direction.Direction;
import dev.azimuth.direction.Subspace;
import dev.azimuth.discovery.Directions;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/** Principal angles of what a bank of features spans. */
final class FeatureSpans {
    private FeatureSpans() {}

    /** The overlap of two subspaces is the mean squared cosine of their angles; by chance it is k/d. */
    static Table table(List<FeatureLayer> layers, List<Directions> bank) {
        int width = bank.get(0).all().get(0).unit().length;
        List<Subspace> spans =
                layers.stream().map(each -> span(bank, each.layer())).toList();
        int last = spans.size() - 1;
        double[][] next = IntStream.rangeClosed(0, last)
                .mapToObj(l ->
                        l == last ? new double[] {Double.NaN} : spans.get(l).principalAngles(spans.get(l + 1)))
                .toArray(double[][]::new);
        double[][] axes = IntStream.rangeClosed(0, last)
                .mapToObj(l -> spans.get(l)
                        .principalAngles(Subspace.of(layers.get(l).geometry().largestAxes())))
                .toArray(double[][]::new);
        return Table.create(
                "Principal angles of the span of " + bank.size() + " features",
                IntColumn.create(
                        "layer", layers.stream().mapToInt(FeatureLayer::layer).toArray()),
                DoubleColumn.create("next layer: smallest (°)", each(next, FeatureSpans::smallest)),
                DoubleColumn.create("next layer: largest (°)", each(next, FeatureSpans::largest)),
                DoubleColumn.create("next layer: overlap", each(next, FeatureSpans::overlap)),
                DoubleColumn.create("largest axes: smallest (°)", each(axes, FeatureSpans::smallest)),
                DoubleColumn.create("largest axes: largest (°)", each(axes, FeatureSpans::largest)),
                DoubleColumn.create("largest axes: overlap", each(axes, FeatureSpans::overlap)),
                DoubleColumn.create(
                        "overlap by chance, k/d",
                        spans.stream()
                                .mapToDouble(s -> (double) s.dimension() / width)
                                .toArray()));
    }

    private static Subspace span(List<Directions> bank, int layer) {
        return Subspace.of(bank.stream().map(each -> each.at(layer)).toArray(Direction[]::new));
    }

    private static double[] each(double[][] angles, ToDoubleFunction<double[]> of) {
        return Arrays.stream(angles).mapToDouble(of).toArray();
    }

    private static double smallest(double[] angles) {
        return Math.toDegrees(angles[0]);
    }

    private static double largest(double[] angles) {
        return Math.toDegrees(angles[angles.length - 1]);
    }

    private static double overlap(double[] angles) {
        return Arrays.stream(angles)
                .map(a -> Math.cos(a) * Math.cos(a))
                .average()
                .orElseThrow();
    }
}
