package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.progress.Progress;
import java.util.Arrays;
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
        DoubleColumn shuffledLow = DoubleColumn.create("shuffled 2.5 %");
        DoubleColumn shuffledHigh = DoubleColumn.create("shuffled 97.5 %");
        DoubleColumn overlap = DoubleColumn.create("sink |cos|");
        IntColumn layer = IntColumn.create("layer");
        for (Direction each : Progress.over(directions.all(), "fitting to shuffled labels")) {
            Estimate estimate = directions.testAuc(each);
            double[] shuffled = directions
                    .shuffledLabels(each.site())
                    .aucs(directions.test().at(each.site()));
            layer.append(each.layer());
            validated.append(directions.plainValidationAuc(each));
            auc.append(estimate.value());
            low.append(estimate.low());
            high.append(estimate.high());
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
        return LayerCurve.of("layer", "AUC on " + testPairs())
                .at(column(table, "layer"))
                .series(
                        directions.estimator().method() + " (95 % interval)",
                        column(table, "test AUC"),
                        column(table, "95 % low"),
                        column(table, "95 % high"))
                .series("shuffled labels (95 % band)", middle, low, high)
                .reference("chance", 0.5)
                .mark("chosen on validation data", directions.best().layer())
                .figure()
                .title("Where " + directions.name() + " can be read");
    }

    private String testPairs() {
        return directions.test().pairs() + " test pairs of "
                + directions.data().test().topics().size() + " topics";
    }

    private static double[] column(Table table, String name) {
        return table.numberColumn(name).asDoubleArray();
    }
}
