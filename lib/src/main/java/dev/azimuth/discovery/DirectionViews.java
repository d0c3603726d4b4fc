package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.direction.Direction;
import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.Histograms;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.tensor.Matrices;
import dev.azimuth.tensor.PrincipalAxes;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pictures of a concept's directions. */
final class DirectionViews {
    private DirectionViews() {}

    static PlotlyFigure histogram(Directions directions, Direction direction) {
        PairedRows rows = directions.test().at(direction.site());
        ContrastivePairs pairs = directions.data().test();
        return Histograms.of(
                        "projection on " + direction.name() + " at layer " + direction.layer() + " (activation units)")
                .sample(pairs.positiveLabel(), direction.project(rows.positive()))
                .sample(pairs.negativeLabel(), direction.project(rows.negative()))
                .figure()
                .title("Test data along " + direction.name());
    }

    static PlotlyFigure scatter(Directions directions, Direction direction) {
        PairedRows rows = directions.test().at(direction.site());
        float[] beside = besides(directions, direction);
        ContrastivePairs pairs = directions.data().test();
        return Scatter.of(
                        "along " + direction.name() + " (activation units)",
                        "along the largest other axis (activation units)")
                .points(
                        pairs.positiveLabel() + " (n = " + pairs.size() + ")",
                        direction.project(rows.positive()),
                        Vectors.project(rows.positive(), beside),
                        pairs.positives())
                .points(
                        pairs.negativeLabel() + " (n = " + pairs.size() + ")",
                        direction.project(rows.negative()),
                        Vectors.project(rows.negative(), beside),
                        pairs.negatives())
                .figure()
                .title("Test data of " + directions.name() + " at " + direction.site());
    }

    /** The first principal component of the training data's part that is orthogonal to the direction. */
    private static float[] besides(Directions directions, Direction direction) {
        float[][] rest = Arrays.stream(directions.train().rows(direction.site()))
                .map(row -> Vectors.without(row, direction.unit()))
                .toArray(float[][]::new);
        INDArray matrix = Matrices.of(rest);
        return PrincipalAxes.of(matrix.subRowVector(matrix.mean(0))).axis(0);
    }

    static PlotlyFigure norms(Directions directions) {
        List<Direction> all = directions.all();
        double[] apart = new double[all.size()];
        double[] length = new double[all.size()];
        for (int i = 0; i < apart.length; i++) {
            float[][] rows = directions.train().rows(all.get(i).site());
            apart[i] = all.get(i).gap();
            length[i] = Arrays.stream(rows).mapToDouble(Vectors::norm).average().orElseThrow();
        }
        int texts = 2 * directions.train().pairs();
        return LayerCurve.of("layer", "activation units, logarithmic")
                .at(layers(all))
                .series("distance of the class means along the direction", apart)
                .series("mean length of an activation (n = " + texts + " texts)", length)
                .figure()
                .layout("{\"yaxis\": {\"type\": \"log\"}}")
                .title("How large " + directions.name() + " is: "
                        + directions.estimator().method());
    }

    static PlotlyFigure cosines(Directions directions) {
        List<Direction> all = directions.all();
        List<String> labels =
                all.stream().map(each -> Integer.toString(each.layer())).toList();
        Direction best = directions.best();
        return matrix("layer", all, labels)
                .title(String.format(
                        Locale.ROOT,
                        "Cosines of the directions of %s: %s; shuffled labels in layer %d reach %.2f",
                        directions.name(),
                        directions.estimator().method(),
                        best.layer(),
                        directions.cosineBand(best)));
    }

    static PlotlyFigure cosines(Directions directions, Directions... others) {
        int layer = directions.best().layer();
        List<Directions> concepts =
                Stream.concat(Stream.of(directions), Arrays.stream(others)).toList();
        List<Direction> found = concepts.stream().map(each -> each.at(layer)).toList();
        return matrix("concept", found, concepts.stream().map(Directions::name).toList())
                .title("Cosines of concepts in layer " + layer + "; " + band(concepts, found));
    }

    /** The widest of the bands, so that no cosine is thought to mean more than it does. */
    private static String band(List<Directions> concepts, List<Direction> found) {
        double widest = 0;
        for (int i = 0; i < concepts.size(); i++) {
            for (int j = 0; j < concepts.size(); j++) {
                widest = i == j ? widest : Math.max(widest, concepts.get(i).cosineBand(found.get(j)));
            }
        }
        return String.format(Locale.ROOT, "shuffled labels reach %.2f", widest);
    }

    private static PlotlyFigure matrix(String axis, List<Direction> directions, List<String> labels) {
        double[][] cosines = directions.stream()
                .map(one -> directions.stream().mapToDouble(one::cosine).toArray())
                .toArray(double[][]::new);
        return Heatmap.of(axis, axis, "cosine")
                .values(cosines)
                .rows(labels)
                .columns(labels)
                .diverging(0)
                .range(-1, 1)
                .printed()
                .figure()
                .size(620, 560);
    }

    private static double[] layers(List<Direction> all) {
        return all.stream().mapToDouble(Direction::layer).toArray();
    }
}
