package dev.azimuth.interference;

import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.Tabular;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The edits that were tried on validation data, those that none beats, and what is chosen from them. */
public final class FrontierResult implements Tabular {
    private final FrontierBench bench;
    private final List<FrontierTrial> trials;
    private final Map<String, Double> budgets;
    private final CollateralLog log;

    FrontierResult(FrontierBench bench, List<FrontierTrial> trials, Map<String, Double> budgets, CollateralLog log) {
        this.bench = bench;
        this.trials = List.copyOf(trials);
        this.budgets = Map.copyOf(budgets);
        this.log = log;
    }

    /** How many edits were tried. */
    public int size() {
        return trials.size();
    }

    /** The edits within all budgets that no other such edit beats in effect and collateral at once, by growing effect. */
    public List<FrontierChoice> front() {
        return FrontierFront.of(within()).stream().map(FrontierTrial::choice).toList();
    }

    private List<FrontierTrial> within() {
        return trials.stream()
                .filter(trial -> trial.score().exceeded(budgets).isEmpty())
                .toList();
    }

    /** What an edit scored on validation data. */
    public FrontierScore validation(FrontierChoice choice) {
        return trials.stream()
                .filter(trial -> trial.choice().equals(choice))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(choice + " was not tried."))
                .score();
    }

    /** The share of effect times collateral below {@code worst} that the edits within budgets dominate; 1 is perfect. */
    public double hypervolume(double worst) {
        return FrontierFront.hypervolume(within(), worst);
    }

    /**
     * The collateral of each arm, gate and layer set where it first reaches {@code effect}, interpolated between strengths; NaN where
     * it does not. Cheapest first.
     */
    public Table matched(double effect) {
        Map<String, List<FrontierTrial>> curves = new LinkedHashMap<>();
        trials.forEach(trial -> curves.computeIfAbsent(trial.choice().family(), name -> new ArrayList<>())
                .add(trial));
        record Matched(String name, double collateral) {}
        List<Matched> rows = curves.entrySet().stream()
                .map(curve -> new Matched(curve.getKey(), matched(curve.getValue(), effect)))
                .sorted(Comparator.comparingDouble(Matched::collateral)) // which puts NaN last
                .toList();
        return Table.create(
                bench.collateralName() + " where " + bench.effectName() + " is " + effect,
                StringColumn.create("edit", rows.stream().map(Matched::name)),
                DoubleColumn.create(
                        "collateral", CollateralNumbers.rounded(rows.stream().mapToDouble(Matched::collateral))));
    }

    /** Through the origin: an edit of strength 0 does nothing. */
    private static double matched(List<FrontierTrial> curve, double effect) {
        record Place(double effect, double collateral) {}
        List<Place> places = new ArrayList<>(List.of(new Place(0, 0)));
        curve.stream()
                .sorted(Comparator.comparingDouble(trial -> trial.choice().strength()))
                .forEach(trial -> places.add(new Place(trial.effect(), trial.collateral())));
        return FrontierCurve.at(places, Place::effect, Place::collateral, effect);
    }

    /** The cheapest edit within all budgets that has this effect on validation data, measured once on test data. */
    public Advice advise(double effect) {
        return Advisor.advise(bench, trials, budgets, log, effect);
    }

    /** All edits that were tried, those that none beats marked. */
    @Override
    public Table table() {
        List<FrontierChoice> front = front();
        return Table.create(
                "Edits on validation data",
                StringColumn.create("edit", trials.stream().map(t -> t.choice().family())),
                DoubleColumn.create(
                        "strength",
                        CollateralNumbers.rounded(
                                trials.stream().mapToDouble(t -> t.choice().strength()))),
                StringColumn.create(
                        bench.effectName(),
                        trials.stream().map(t -> t.score().effect().toString())),
                StringColumn.create(
                        bench.collateralName(),
                        trials.stream().map(t -> t.score().collateral().toString())),
                StringColumn.create(
                        "over budget",
                        trials.stream().map(t -> t.score().exceeded(budgets).orElse(""))),
                StringColumn.create("unbeaten", trials.stream().map(t -> front.contains(t.choice()) ? "yes" : "")));
    }

    /** Effect against collateral, the edits that none beats apart. */
    public PlotlyFigure plot() {
        List<FrontierTrial> front = FrontierFront.of(within());
        List<FrontierTrial> beaten =
                trials.stream().filter(trial -> !front.contains(trial)).toList();
        Scatter scatter = Scatter.of(bench.collateralName(), bench.effectName());
        scatter = points(scatter, "beaten or over budget", beaten);
        return points(scatter, "unbeaten", front).figure().title("Effect against collateral, validation data");
    }

    private static Scatter points(Scatter scatter, String group, List<FrontierTrial> of) {
        return of.isEmpty()
                ? scatter
                : scatter.points(
                        group,
                        of.stream().mapToDouble(FrontierTrial::collateral).toArray(),
                        of.stream().mapToDouble(FrontierTrial::effect).toArray(),
                        of.stream().map(trial -> trial.choice().toString()).toList());
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
