package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/** How well a concept's directions separate test data, layer by layer: as a table and as a figure. */
final class Separation {
    private final Directions directions;

    Separation(Directions directions) {
        this.directions = directions;
    }

    Table table() {
        DoubleColumn validated = DoubleColumn.create("validation AUC");
        DoubleColumn auc = DoubleColumn.create("test AUC");
        DoubleColumn low = DoubleColumn.create("95 % low");
        DoubleColumn high = DoubleColumn.create("95 % high");
        DoubleColumn byTopic = DoubleColumn.create("AUC by topic");
        DoubleColumn byTopicLow = DoubleColumn.create("by topic, low");
        DoubleColumn byTopicHigh = DoubleColumn.create("by topic, high");
        DoubleColumn shuffledLow = DoubleColumn.create("shuffled 2.5 %");
        DoubleColumn shuffledHigh = DoubleColumn.create("shuffled 97.5 %");
        DoubleColumn overlap = DoubleColumn.create("sink |cos|");
        IntColumn layer = IntColumn.create("layer");
        for (Direction each : Progress.over(directions.all(), "fitting to shuffled labels")) {
            Estimate estimate = directions.testAuc(each);
            Estimate left = directions.topicAuc(each);
            double[] shuffled = directions
                    .shuffledLabels(each.site())
                    .aucs(directions.test().at(each.site()));
            layer.append(each.layer());
            validated.append(directions.validated(each).auc());
            auc.append(estimate.value());
            low.append(estimate.low());
            high.append(estimate.high());
            byTopic.append(left.value());
            byTopicLow.append(left.low());
            byTopicHigh.append(left.high());
            shuffledLow.append(Bootstrap.quantile(shuffled, 0.025));
            shuffledHigh.append(Bootstrap.quantile(shuffled, 0.975));
            overlap.append(directions.sink().overlap(each));
        }
        return Table.create(
                "Separation of " + directions.name() + ": " + directions.train().pairs() + " training, "
                        + directions.validation().pairs() + " validation, " + testPairs(),
                layer,
                validated,
                auc,
                low,
                high,
                byTopic,
                byTopicLow,
                byTopicHigh,
                shuffledLow,
                shuffledHigh,
                overlap);
    }

    PlotlyFigure figure() {
        Table table = table();
        double[] low = column(table, "shuffled 2.5 %");
        double[] high = column(table, "shuffled 97.5 %");
        double[] middle = new double[low.length];
        Arrays.setAll(middle, i -> (low[i] + high[i]) / 2);
        return LayerCurve.of("layer", "AUC on topics the fit never saw")
                .at(column(table, "layer"))
                .series(
                        "each topic left out in turn, " + topics() + " (95 % interval)",
                        column(table, "AUC by topic"),
                        column(table, "by topic, low"),
                        column(table, "by topic, high"))
                .series(testPairs(), column(table, "test AUC"))
                .series("shuffled labels, " + testPairs() + " (95 % band)", middle, low, high)
                .reference("chance", 0.5)
                .mark("chosen on validation data", directions.best().layer())
                .figure()
                .title("Where " + directions.name() + " can be read: "
                        + directions.estimator().method());
    }

    private String testPairs() {
        return directions.test().pairs() + " test pairs of "
                + directions.data().test().topics().size() + " topics";
    }

    private String topics() {
        return Stream.of(
                                directions.data().train(),
                                directions.data().validation(),
                                directions.data().test())
                        .flatMap(part -> part.topics().stream())
                        .distinct()
                        .count()
                + " topics";
    }

    private static double[] column(Table table, String name) {
        return table.numberColumn(name).asDoubleArray();
    }
}
