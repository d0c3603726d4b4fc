package dev.azimuth.attribution;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How well attribution patching agrees with patching for real, for each kind of activation and each metric: linear and
 * rank correlation over the patches that can have an effect. The 95 % interval is over pairs of prompts where there are at
 * least five, and else over patches, which is too narrow where neighbouring patches do the same.
 */
public final class PatchingAgreement implements Tabular {
    private static final int FEWEST_PAIRS = 5;

    /**
     * The agreement at one kind of activation.
     *
     * @param linear Pearson's correlation
     * @param rank Spearman's
     */
    public record Correlation(HookPoint point, String metric, Estimate linear, Estimate rank, int patches) {}

    private final PatchEffects measured;
    private final PatchEffects estimated;
    private final List<Correlation> correlations;

    private PatchingAgreement(PatchEffects measured, PatchEffects estimated, List<Correlation> correlations) {
        this.measured = measured;
        this.estimated = estimated;
        this.correlations = correlations;
    }

    static PatchingAgreement of(PatchEffects measured, PatchEffects estimated) {
        boolean same = measured.cells.equals(estimated.cells)
                && measured.metrics.equals(estimated.metrics)
                && measured.tokens.equals(estimated.tokens)
                && measured.direction.equals(estimated.direction)
                && measured.pairs() == estimated.pairs();
        if (!same) {
            throw new IllegalArgumentException("The estimate is of another sweep: it has " + describe(estimated)
                    + ", the sweep has " + describe(measured)
                    + ". End the same ActivationPatching by sweep() and by attribution().");
        }
        List<Correlation> correlations = new ArrayList<>();
        List<HookPoint> points = measured.cells.stream()
                .map(cell -> cell.name().point())
                .distinct()
                .toList();
        for (int metric = 0; metric < measured.metrics.size(); metric++) {
            for (HookPoint point : points) {
                correlations.add(correlation(measured, estimated, metric, point));
            }
        }
        return new PatchingAgreement(measured, estimated, correlations);
    }

    private static String describe(PatchEffects effects) {
        return effects.cells.size() + " patches of " + effects.pairs() + " pairs over " + effects.tokens + " by "
                + effects.metrics + ", " + effects.direction;
    }

    private static Correlation correlation(PatchEffects measured, PatchEffects estimated, int metric, HookPoint point) {
        int[] cells = effective(measured, point);
        return new Correlation(
                point,
                measured.metrics.get(metric),
                resampled(measured, estimated, metric, cells, new PearsonsCorrelation()::correlation),
                resampled(measured, estimated, metric, cells, new SpearmansCorrelation()::correlation),
                cells.length);
    }

    private static int[] effective(PatchEffects effects, HookPoint point) {
        return IntStream.range(0, effects.cells.size())
                .filter(i -> effects.cells.get(i).name().point() == point)
                .filter(i -> effects.cells.get(i).position() == PatchCell.ALL
                        || effects.cells.get(i).position() >= effects.firstDifference)
                .toArray();
    }

    private static Estimate resampled(
            PatchEffects measured,
            PatchEffects estimated,
            int metric,
            int[] cells,
            ToDoubleBiFunction<double[], double[]> statistic) {
        if (cells.length < 3) {
            return Estimate.exact(Double.NaN, cells.length);
        }
        double[][] x =
                Arrays.stream(cells).mapToObj(c -> measured.values(metric, c)).toArray(double[][]::new);
        double[][] y =
                Arrays.stream(cells).mapToObj(c -> estimated.values(metric, c)).toArray(double[][]::new);
        if (measured.pairs() >= FEWEST_PAIRS) {
            return Bootstrap.estimate(
                    measured.pairs(), drawn -> statistic.applyAsDouble(means(x, drawn), means(y, drawn)));
        }
        double[] xs = means(x, IntStream.range(0, measured.pairs()).toArray());
        double[] ys = means(y, IntStream.range(0, measured.pairs()).toArray());
        return Bootstrap.estimate(cells.length, drawn -> statistic.applyAsDouble(chosen(xs, drawn), chosen(ys, drawn)));
    }

    private static double[] means(double[][] valuesOfPairs, int[] pairs) {
        return Arrays.stream(valuesOfPairs)
                .mapToDouble(values -> Arrays.stream(pairs)
                        .mapToDouble(p -> values[p])
                        .average()
                        .orElseThrow())
                .toArray();
    }

    private static double[] chosen(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
    }

    /** For each metric and each kind of activation. */
    public List<Correlation> correlations() {
        return List.copyOf(correlations);
    }

    /** The first metric: what patching does over what was estimated, one point a patch. */
    public PlotlyFigure plot() {
        Scatter scatter = Scatter.of(
                        "estimated change of the " + measured.metrics.get(0),
                        "change of the " + measured.metrics.get(0) + " by patching")
                .diagonal();
        for (Correlation each : correlations) {
            if (each.metric().equals(measured.metrics.get(0))) {
                int[] cells = effective(measured, each.point());
                scatter = scatter.points(
                        each.point().suffix(),
                        Arrays.stream(cells)
                                .mapToDouble(c -> estimated.mean(0, c))
                                .toArray(),
                        Arrays.stream(cells)
                                .mapToDouble(c -> measured.mean(0, c))
                                .toArray(),
                        Arrays.stream(cells).mapToObj(this::label).toList());
            }
        }
        return scatter.figure().title("Attribution patching beside patching, " + measured.direction);
    }

    private String label(int cell) {
        PatchCell patched = measured.cells.get(cell);
        return "layer " + patched.name().layer()
                + (patched.head() == PatchCell.ALL ? "" : ", head " + patched.head())
                + (patched.position() == PatchCell.ALL ? "" : ", '" + measured.tokens.get(patched.position()) + "'");
    }

    @Override
    public Table table() {
        return Table.create(
                "Agreement of attribution patching with patching",
                StringColumn.create(
                        "activation", correlations.stream().map(c -> c.point().suffix())),
                StringColumn.create("metric", correlations.stream().map(Correlation::metric)),
                IntColumn.create("patches", correlations.stream().mapToInt(Correlation::patches)),
                DoubleColumn.create(
                        "linear",
                        correlations.stream().mapToDouble(c -> c.linear().value())),
                DoubleColumn.create(
                        "linear, low",
                        correlations.stream().mapToDouble(c -> c.linear().low())),
                DoubleColumn.create(
                        "linear, high",
                        correlations.stream().mapToDouble(c -> c.linear().high())),
                DoubleColumn.create(
                        "rank", correlations.stream().mapToDouble(c -> c.rank().value())),
                DoubleColumn.create(
                        "rank, low",
                        correlations.stream().mapToDouble(c -> c.rank().low())),
                DoubleColumn.create(
                        "rank, high",
                        correlations.stream().mapToDouble(c -> c.rank().high())));
    }

    @Override
    public String toString() {
        return "PatchingAgreement of " + measured.cells.size() + " patches: " + correlations;
    }
}
