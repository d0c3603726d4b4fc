package dev.azimuth.interference;

import dev.azimuth.progress.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Target effect against collateral, for all arms, gates, strengths and layer sets: tried on validation data; what is
 * chosen from it is measured on test data, once.
 *
 * <pre>{@code Frontier.of(bench).layers(12, 17).budget("truth", 0.5).log(path).run().plot()}</pre>
 */
public final class Frontier {
    private final FrontierBench bench;
    private final List<String> arms;
    private final List<OptionalDouble> gates;
    private final List<Double> strengths;
    private final List<List<Integer>> layers;
    private final Map<String, Double> budgets;
    private final @Nullable Path file;

    private Frontier(
            FrontierBench bench,
            List<String> arms,
            List<OptionalDouble> gates,
            List<Double> strengths,
            List<List<Integer>> layers,
            Map<String, Double> budgets,
            @Nullable Path file) {
        this.bench = bench;
        this.arms = List.copyOf(arms);
        this.gates = List.copyOf(gates);
        this.strengths = strengths.stream().sorted().toList();
        this.layers = List.copyOf(layers);
        this.budgets = Map.copyOf(budgets);
        this.file = file;
    }

    /** Of the concept that {@code bench} removes: all its arms, without gate, at strengths 0.5, 1 and 1.5, in its usual layer. */
    public static Frontier of(CollateralBench bench) {
        CollateralFrontierBench judged = new CollateralFrontierBench(bench);
        return of(judged, judged.arms()).layers(bench.usualLayer());
    }

    /** Of any other effect and collateral, such as those of two metrics. */
    public static Frontier of(FrontierBench bench, List<String> arms) {
        return new Frontier(
                bench,
                arms,
                List.of(OptionalDouble.empty()),
                List.of(0.5, 1.0, 1.5),
                List.of(List.of(0)),
                Map.of(),
                null);
    }

    /** With these arms alone. */
    public Frontier arms(String... names) {
        return new Frontier(bench, List.of(names), gates, strengths, layers, budgets, file);
    }

    /** Without gate and with gates that leave these shares of benign rows alone. */
    public Frontier gates(double... shares) {
        List<OptionalDouble> all = Stream.concat(
                        Stream.of(OptionalDouble.empty()),
                        DoubleStream.of(shares).mapToObj(OptionalDouble::of))
                .toList();
        return new Frontier(bench, arms, all, strengths, layers, budgets, file);
    }

    /** At these strengths. */
    public Frontier strengths(double... lambdas) {
        return new Frontier(bench, arms, gates, DoubleStream.of(lambdas).boxed().toList(), layers, budgets, file);
    }

    /** In each of these layers by itself. */
    public Frontier layers(int... each) {
        return layerSets(IntStream.of(each).mapToObj(List::of).toList());
    }

    /** In each of these sets of layers. */
    public Frontier layerSets(List<List<Integer>> sets) {
        return new Frontier(bench, arms, gates, strengths, sets, budgets, file);
    }

    /** No edit is chosen that moves this protected feature further. */
    public Frontier budget(String feature, double displacement) {
        Map<String, Double> more = new LinkedHashMap<>(budgets);
        more.put(feature, displacement);
        return new Frontier(bench, arms, gates, strengths, layers, more, file);
    }

    /** Every trial is written there; the same frontier again, or a search on the same bench, does not repeat it. */
    public Frontier log(Path path) {
        return new Frontier(bench, arms, gates, strengths, layers, budgets, path);
    }

    /** Tries all of it. */
    public FrontierResult run() {
        List<FrontierChoice> choices = new ArrayList<>();
        for (String arm : arms) {
            for (OptionalDouble gate : gates) {
                for (List<Integer> set : layers) {
                    for (double strength : strengths) {
                        choices.add(new FrontierChoice(arm, gate, set, strength));
                    }
                }
            }
        }
        CollateralLog log = openLog();
        List<FrontierTrial> trials = new ArrayList<>();
        for (FrontierChoice choice : Progress.over(choices, "trying edits")) {
            trials.add(FrontierTrial.of(bench, log, choice, FrontierBench.Part.VALIDATION));
        }
        return new FrontierResult(bench, trials, budgets, log);
    }

    /**
     * Instead of a grid, looks for the edit that reaches {@code effect} within the budgets at the least collateral, over the arms,
     * gates and layer sets given and strengths from the least to the largest given.
     */
    public FrontierResult search(FrontierSearch how, double effect, int count) {
        FrontierSpace space = FrontierSpace.of(
                FrontierParameter.choice("arm", arms.size()),
                FrontierParameter.choice("gate", gates.size()),
                FrontierParameter.choice("layers", layers.size()),
                FrontierParameter.range("strength", strengths.get(0), strengths.get(strengths.size() - 1)));
        CollateralLog log = openLog();
        List<FrontierTrial> trials = new ArrayList<>();
        how.minimize(space, count, point -> {
            FrontierChoice choice = new FrontierChoice(
                    arms.get((int) point[0]), gates.get((int) point[1]), layers.get((int) point[2]), point[3]);
            FrontierTrial trial = FrontierTrial.of(bench, log, choice, FrontierBench.Part.VALIDATION);
            trials.add(trial);
            return loss(trial, effect);
        });
        return new FrontierResult(bench, trials, budgets, log);
    }

    /** The collateral; edits that fall short, or exceed a budget, come after all that do not, the worse the further they do. */
    private double loss(FrontierTrial trial, double effect) {
        double shortfall = Math.max(0, effect - trial.effect());
        double excess = budgets.entrySet().stream()
                .mapToDouble(budget -> Math.max(
                        0, trial.score().displacement().getOrDefault(budget.getKey(), 0.0) / budget.getValue() - 1))
                .sum();
        double fine = shortfall + excess;
        return fine > 0 ? 1e3 * (1 + fine) : Math.min(1e3, trial.collateral());
    }

    private CollateralLog openLog() {
        return file == null ? CollateralLog.inMemory() : CollateralLog.open(file, bench.study());
    }

    @Override
    public String toString() {
        return "Frontier of " + bench.study() + ": arms " + arms + ", gates "
                + gates.stream()
                        .map(gate -> gate.isPresent() ? "" + gate.getAsDouble() : "none")
                        .toList()
                + ", strengths " + strengths + ", layers " + layers + ", budgets " + budgets;
    }
}
