package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.discovery.Directions;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.hook.HookName;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.Tabular;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What an edit did to each feature, beside what was predicted, and to the model as a whole. */
public final class MeasuredInterference implements Tabular {
    private record Row(InterferenceReport.Feature predicted, Estimate shift, Estimate gapLeft) {}

    private final String target;
    private final List<Row> rows;
    private final Estimate divergence;

    private MeasuredInterference(String target, List<Row> rows, Estimate divergence) {
        this.target = target;
        this.rows = rows;
        this.divergence = divergence;
    }

    static MeasuredInterference measure(
            HookedTransformer before,
            HookedTransformer after,
            Direction target,
            List<Directions> features,
            List<InterferenceReport.Feature> predicted,
            Prompts neutral) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            rows.add(measure(after, features.get(i), features.get(i).at(target.layer()), predicted.get(i)));
        }
        Estimate divergence = KlDivergence.klDivergence(neutral)
                .on(before)
                .measure(after)
                .get(0)
                .estimate();
        return new MeasuredInterference(target.name(), rows, divergence);
    }

    private static Row measure(
            HookedTransformer edited, Directions feature, Direction readout, InterferenceReport.Feature predicted) {
        HookName site = readout.site();
        float[][] original = feature.testRows(site);
        float[][] changed = feature.testRowsIn(edited, site);
        double gap = Readouts.gap(readout, original);
        double[] before = readout.project(original);
        double[] shift = readout.project(changed);
        Arrays.setAll(shift, i -> (shift[i] - before[i]) / gap);
        int pairs = shift.length / 2; // pairs are drawn whole: their two sides are not independent
        Estimate rms = Bootstrap.estimate(
                pairs,
                drawn -> Readouts.rms(IntStream.of(drawn)
                        .flatMap(i -> IntStream.of(i, i + pairs))
                        .mapToDouble(i -> shift[i])
                        .toArray()));
        double[] after = readout.project(changed);
        double[] left = new double[pairs];
        Arrays.setAll(left, i -> (after[i] - after[i + pairs]) / gap);
        return new Row(predicted, rms, Bootstrap.mean(left));
    }

    /** KL(before ‖ after) on neutral prompts that the prediction did not see. */
    public Estimate klDivergence() {
        return divergence;
    }

    /** Feature by feature: predicted beside measured. */
    @Override
    public Table table() {
        return Table.create(
                "Removing " + target + ": predicted and measured; " + KlDivergence.NAME + " on neutral text: "
                        + divergence,
                StringColumn.create(
                        "feature", rows.stream().map(r -> r.predicted().name())),
                DoubleColumn.create(
                        "predicted shift (class gaps, rms)",
                        Readouts.rounded(
                                rows.stream().mapToDouble(r -> r.predicted().shift()))),
                StringColumn.create(
                        "measured shift", rows.stream().map(r -> r.shift().toString())),
                DoubleColumn.create(
                        "predicted gap left",
                        Readouts.rounded(
                                rows.stream().mapToDouble(r -> r.predicted().gapLeft()))),
                StringColumn.create(
                        "measured gap left", rows.stream().map(r -> r.gapLeft().toString())));
    }

    /** Predicted against measured shift; on the diagonal the prediction was right. */
    public PlotlyFigure plot() {
        return Scatter.of("predicted shift (class gaps, rms)", "measured shift (class gaps, rms)")
                .points(
                        "features",
                        rows.stream().mapToDouble(r -> r.predicted().shift()).toArray(),
                        rows.stream().mapToDouble(r -> r.shift().value()).toArray(),
                        rows.stream().map(r -> r.predicted().name()).toList())
                .printed()
                .diagonal()
                .figure()
                .title("Removing " + target + ": predicted and measured");
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
