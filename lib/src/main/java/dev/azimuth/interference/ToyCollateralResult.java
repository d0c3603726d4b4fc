package dev.azimuth.interference;

import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.interference.ToyCollateralCase.Outcome;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Estimate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What each arm cost in a toy net at a matched share of the target removed; all means are over cases that reach it. */
public final class ToyCollateralResult implements Tabular {
    private final String what;
    private final double removal;
    private final Map<String, List<List<Outcome>>> outcomes;
    private final double[] inflation;

    ToyCollateralResult(
            String what, double removal, Map<String, List<List<Outcome>>> outcomes, List<Double> inflation) {
        this.what = what;
        this.removal = removal;
        this.outcomes = new LinkedHashMap<>(outcomes);
        this.inflation = inflation.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The names of the arms. */
    public List<String> arms() {
        return List.copyOf(outcomes.keySet());
    }

    /** The share of cases in which the arm removes as much at any strength. */
    public double reached(String arm) {
        return Arrays.stream(others(arm)).filter(Double::isFinite).count() / (double) others(arm).length;
    }

    /** The most of the target that the arm removes at any strength, averaged over cases. */
    public double largestRemoval(String arm) {
        return of(arm).stream()
                .mapToDouble(strengths ->
                        strengths.stream().mapToDouble(Outcome::removed).max().orElseThrow())
                .average()
                .orElseThrow();
    }

    /** The damage to all other features, with its interval over cases. */
    public Estimate damage(String arm) {
        return mean(others(arm));
    }

    /** The damage to the companion; NaN where there is none. */
    public Estimate companionDamage(String arm) {
        return mean(companion(arm));
    }

    /** How many times the damage of {@code arm} plain ablation does, as a geometric mean over the cases that both reach. */
    public Estimate gain(String arm) {
        return ratio(others("ablation"), others(arm));
    }

    /** The same of the companion. */
    public Estimate companionGain(String arm) {
        return ratio(companion("ablation"), companion(arm));
    }

    private double[] others(String arm) {
        return matched(arm, Outcome::others);
    }

    private double[] companion(String arm) {
        return matched(arm, Outcome::companion);
    }

    private double[] matched(String arm, ToDoubleFunction<Outcome> damage) {
        return of(arm).stream()
                .mapToDouble(strengths -> FrontierCurve.at(strengths, Outcome::removed, damage, removal))
                .toArray();
    }

    private List<List<Outcome>> of(String arm) {
        List<List<Outcome>> found = outcomes.get(arm);
        if (found == null) {
            throw new IllegalArgumentException("No arm is called '" + arm + "'. Tried: " + arms() + ".");
        }
        return found;
    }

    private static Estimate mean(double[] values) {
        double[] reached = Arrays.stream(values).filter(Double::isFinite).toArray();
        return reached.length == 0 ? Estimate.exact(Double.NaN, 0) : Bootstrap.mean(reached);
    }

    private static Estimate ratio(double[] above, double[] below) {
        double[] logs = new double[above.length];
        Arrays.setAll(logs, i -> Math.log(above[i] / below[i]));
        Estimate mean = mean(logs);
        return new Estimate(Math.exp(mean.value()), Math.exp(mean.low()), Math.exp(mean.high()), mean.n());
    }

    @Override
    public Table table() {
        List<String> arms = arms();
        Table table = Table.create(
                String.format(Locale.ROOT, "%s; at %.0f %% removal", what, 100 * removal),
                StringColumn.create("edit", arms),
                DoubleColumn.create(
                        "reach it (share)",
                        arms.stream().mapToDouble(this::reached).toArray()),
                DoubleColumn.create(
                        "largest removal",
                        CollateralNumbers.rounded(arms.stream().mapToDouble(this::largestRemoval))),
                StringColumn.create(
                        "damage to others", arms.stream().map(a -> damage(a).toString())),
                StringColumn.create("ablation's ÷ this", arms.stream().map(a -> gain(a).toString())));
        if (of(arms.get(0)).stream()
                .allMatch(strengths -> Double.isFinite(strengths.get(0).companion()))) {
            table.addColumns(
                    StringColumn.create(
                            "damage to the companion",
                            arms.stream().map(a -> companionDamage(a).toString())),
                    StringColumn.create(
                            "ablation's ÷ this, companion",
                            arms.stream().map(a -> companionGain(a).toString())));
        }
        return table;
    }

    /** Each case by the variance inflation, known before any edit, and what least-collateral ablation cost there. */
    public PlotlyFigure plot() {
        String arm = arms().stream()
                .filter(name -> name.startsWith("least-collateral"))
                .findFirst()
                .orElseThrow();
        double[] companion = companion(arm);
        boolean alone = Arrays.stream(companion).noneMatch(Double::isFinite);
        return Scatter.of("variance inflation", "damage to " + (alone ? "others" : "the companion"))
                .points(arm, inflation, alone ? others(arm) : companion)
                .figure()
                .title("The price of protecting, predicted and paid");
    }

    @Override
    public String toString() {
        return table().toString();
    }
}
