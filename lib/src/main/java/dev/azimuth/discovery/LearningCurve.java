package dev.azimuth.discovery;

import dev.azimuth.evaluation.Auc;
import dev.azimuth.plot.HtmlView;
import dev.azimuth.plot.LayerCurve;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.TableView;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * How a direction gets better with the number of pairs it is fitted on: its AUC on pairs that no fit saw, and its cosine
 * with the fit of all pairs, each as the mean over random draws with the band that holds 95 % of them.
 */
public final class LearningCurve implements HtmlView {
    private static final int SMALLEST = 8;

    /** One number of pairs. */
    private record Point(int pairs, Estimate auc, Estimate cosine) {}

    private final String method;
    private final int heldOut;
    private final List<Point> points;

    private LearningCurve(String method, int heldOut, List<Point> points) {
        this.method = method;
        this.heldOut = heldOut;
        this.points = points;
    }

    static LearningCurve of(DirectionEstimator estimator, PairedRows rows, PairedRows heldOut, int draws, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] full = estimator.fit(rows);
        List<Point> points = new ArrayList<>();
        for (int pairs = Math.min(SMALLEST, rows.pairs()); pairs < rows.pairs(); pairs *= 2) {
            double[] aucs = new double[draws];
            double[] cosines = new double[draws];
            for (int i = 0; i < draws; i++) {
                int[] order = Stability.shuffled(rows.pairs(), random);
                float[] found = estimator.fit(rows.take(Stability.sorted(order, 0, pairs)));
                aucs[i] = auc(found, heldOut);
                cosines[i] = Vectors.cosine(found, full);
            }
            points.add(new Point(pairs, Controls.band(aucs), Controls.band(cosines)));
        }
        points.add(new Point(rows.pairs(), Estimate.exact(auc(full, heldOut), 1), Estimate.exact(1, 1)));
        return new LearningCurve(estimator.method(), heldOut.pairs(), points);
    }

    private static double auc(float[] axis, PairedRows rows) {
        return Auc.of(Vectors.project(rows.positive(), axis), Vectors.project(rows.negative(), axis));
    }

    /** Pairs, AUC and cosine, each with the ends of its band; the last row is the fit of all pairs. */
    public Table table() {
        IntColumn pairs = IntColumn.create("pairs");
        Table table = Table.create("Learning curve: " + method + ", " + heldOut + " held-out pairs", pairs);
        points.forEach(point -> pairs.append(point.pairs));
        addColumns(table, "AUC", points.stream().map(Point::auc).toList());
        addColumns(table, "cosine", points.stream().map(Point::cosine).toList());
        return table;
    }

    private static void addColumns(Table table, String name, List<Estimate> estimates) {
        table.addColumns(
                DoubleColumn.create(name, estimates.stream().mapToDouble(Estimate::value)),
                DoubleColumn.create(name + " low", estimates.stream().mapToDouble(Estimate::low)),
                DoubleColumn.create(name + " high", estimates.stream().mapToDouble(Estimate::high)));
    }

    /** Both over the number of pairs. */
    public PlotlyFigure plot() {
        Table table = table();
        return LayerCurve.of("pairs", "AUC and cosine")
                .at(table.numberColumn("pairs").asDoubleArray())
                .series(
                        "AUC on " + heldOut + " held-out pairs",
                        c(table, "AUC"),
                        c(table, "AUC low"),
                        c(table, "AUC high"))
                .series(
                        "cosine with the fit of all pairs",
                        c(table, "cosine"),
                        c(table, "cosine low"),
                        c(table, "cosine high"))
                .reference("chance", 0.5)
                .figure()
                .title("What more pairs bring: " + method);
    }

    private static double[] c(Table table, String column) {
        return table.doubleColumn(column).asDoubleArray();
    }

    @Override
    public String toHtml() {
        return TableView.of(table()).digits(2).toHtml();
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
