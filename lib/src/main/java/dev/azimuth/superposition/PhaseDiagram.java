package dev.azimuth.superposition;

import dev.azimuth.plot.Heatmap;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Tabular;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The phases of a second feature that has to share one dimension with a first (Elhage et al., 2022, arXiv 2209.10652),
 * over how often both occur and how much the second matters: as trained, and as the least of three losses predicts.
 *
 * <pre>{@code PhaseDiagram.of(12).plot()}</pre>
 */
public final class PhaseDiagram implements Tabular {
    private static final int SEEDS = 4;
    private static final ToyModel DEFAULT =
            ToyModel.of(2, 1).steps(1500).batch(256).learningRate(0.01);

    private final ToyModel model;
    private final double[] probabilities;
    private final double[] importances;
    private final List<ToyInstance> best;

    private PhaseDiagram(ToyModel model, double[] probabilities, double[] importances, List<ToyInstance> best) {
        this.model = model;
        this.probabilities = probabilities;
        this.importances = importances;
        this.best = best;
    }

    /** Of so many probabilities, two or more, from 1 to 0.01 by as many importances from 0.1 to 10, each evenly in its logarithm. */
    public static PhaseDiagram of(int resolution) {
        if (resolution < 2) {
            throw new IllegalArgumentException(
                    "A phase diagram of " + resolution + " by " + resolution + " cells. Give 2 or more.");
        }
        double step = 2.0 / (resolution - 1);
        return of(
                IntStream.range(0, resolution)
                        .mapToDouble(i -> Math.pow(10, -i * step))
                        .toArray(),
                IntStream.range(0, resolution)
                        .mapToDouble(i -> Math.pow(10, -1 + i * step))
                        .toArray());
    }

    /**
     * Trained with the best of four seeds each, 1,500 steps of 256 examples at 0.01.
     *
     * @param probabilities of either feature, at most 1
     * @param importances of the second feature, where the first has 1
     */
    public static PhaseDiagram of(double[] probabilities, double[] importances) {
        double[][] rows = Arrays.stream(importances)
                .mapToObj(importance -> new double[] {1, importance})
                .toArray(double[][]::new);
        ToyModel model = DEFAULT.probabilities(probabilities).importances(rows).seeds(SEEDS);
        List<ToyInstance> best = model.train().best().all();
        return new PhaseDiagram(model, probabilities.clone(), importances.clone(), best);
    }

    /** What came out of training, for each probability and, within, each importance. */
    public Phase trained(int probability, int importance) {
        float[][] w = best.get(probability * importances.length + importance).directions();
        return Phase.of(w[0][0], w[1][0]);
    }

    /** What the least of the three losses predicts. */
    public Phase predicted(int probability, int importance) {
        return Phase.predicted(probabilities[probability], importances[importance]);
    }

    /** The share of cells in which training found the predicted phase. */
    public double agreement() {
        double same = 0;
        for (int p = 0; p < probabilities.length; p++) {
            for (int i = 0; i < importances.length; i++) {
                same += trained(p, i) == predicted(p, i) ? 1 : 0;
            }
        }
        return same / best.size();
    }

    /** A row for each cell. */
    @Override
    public Table table() {
        int[] cells = IntStream.range(0, best.size()).toArray();
        int width = importances.length;
        return Table.create(
                "Two features in one dimension",
                DoubleColumn.create("probability", Arrays.stream(cells).mapToDouble(c -> probabilities[c / width])),
                DoubleColumn.create(
                        "importance of the second", Arrays.stream(cells).mapToDouble(c -> importances[c % width])),
                StringColumn.create(
                        "trained",
                        Arrays.stream(cells)
                                .mapToObj(c -> trained(c / width, c % width).label())),
                StringColumn.create(
                        "predicted",
                        Arrays.stream(cells)
                                .mapToObj(c -> predicted(c / width, c % width).label())),
                DoubleColumn.create("loss", best.stream().mapToDouble(ToyInstance::loss)));
    }

    /** The trained phases as colours; a cross where another one is predicted. */
    public PlotlyFigure plot() {
        double[][] codes = new double[importances.length][probabilities.length];
        String[][] marks = new String[importances.length][probabilities.length];
        for (int i = 0; i < importances.length; i++) {
            for (int p = 0; p < probabilities.length; p++) {
                Phase phase = trained(p, i);
                codes[i][p] = List.of(Phase.values()).indexOf(phase);
                marks[i][p] = phase == predicted(p, i) ? "" : "×";
            }
        }
        return Heatmap.of(
                        "1/p: examples for each in which a feature occurs",
                        "importance of the second feature relative to the first",
                        "0 not represented · 1 dedicated dimension · 2 in superposition")
                .values(codes)
                .cells(Arrays.stream(marks).map(List::of).toList())
                .columns(Arrays.stream(probabilities)
                        .mapToObj(p -> ToyModel.number(1 / p))
                        .toList())
                .rows(Arrays.stream(importances).mapToObj(ToyModel::number).toList())
                .range(0, 2)
                .upward()
                .figure()
                .size(700, 560)
                .trace(0, "{\"colorbar\": {\"tickvals\": [0, 1, 2]}}")
                .title(String.format(
                        Locale.ROOT,
                        "The second feature as trained; × where theory differs (%.0f %% of %d)",
                        100 * (1 - agreement()),
                        best.size()));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "PhaseDiagram: %d probabilities x %d importances, %.0f %% as predicted; best of %d seeds of %s",
                probabilities.length,
                importances.length,
                100 * agreement(),
                SEEDS,
                model);
    }
}
