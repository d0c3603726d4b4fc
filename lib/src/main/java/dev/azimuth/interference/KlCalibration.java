package dev.azimuth.interference;

import dev.azimuth.dataset.Prompts;
import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.KlDivergence;
import dev.azimuth.evaluation.Metric;
import dev.azimuth.evaluation.RankCorrelation;
import dev.azimuth.intervention.Ablation;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.plot.PlotlyFigure;
import dev.azimuth.plot.Scatter;
import dev.azimuth.plot.Tabular;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How far removing a direction moves a model's predictions on neutral text, as a function of the share of neutral energy
 * along it: a straight line through the logarithms, fitted to directions that were removed to see.
 *
 * <p>Of the half of the neutral prompts that a report predicts from, one half gives the energy and the other the divergence;
 * the half that a report measures on is left alone.
 */
public final class KlCalibration implements Tabular {
    private static final int FEWEST = 4;

    private final List<String> names;
    private final double[] shares;
    private final double[] divergences;

    private KlCalibration(List<String> names, double[] shares, double[] divergences) {
        this.names = List.copyOf(names);
        this.shares = shares;
        this.divergences = divergences;
    }

    /** Removes each of these directions from all that is written, and measures; about as long as a measurement each. */
    public static KlCalibration measure(HookedTransformer model, List<Direction> directions, Prompts neutral) {
        Prompts.Halves halves = neutral.halves().fit().halves();
        NeutralText text = new NeutralText(model, halves.fit());
        Metric.Prepared metric = KlDivergence.klDivergence(halves.measure()).on(model);
        List<Double> measured = new ArrayList<>();
        for (Direction each : Progress.over(directions, "removing directions to calibrate")) {
            measured.add(metric.measure(model.with(Ablation.ablation(each)))
                    .get(0)
                    .estimate()
                    .value());
        }
        return of(
                directions.stream().map(KlCalibration::label).toList(),
                directions.stream().mapToDouble(d -> text.energyShare(d, true)).toArray(),
                measured.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * Of what was measured already.
     *
     * @param shares of neutral energy along each direction, above 0
     * @param divergences nats a token, above 0
     */
    public static KlCalibration of(List<String> names, double[] shares, double[] divergences) {
        if (names.size() != shares.length || names.size() != divergences.length || names.size() < FEWEST) {
            throw new IllegalArgumentException("A calibration needs a share and a divergence for each of " + FEWEST
                    + " directions or more; given were " + names.size() + " names, " + shares.length + " shares and "
                    + divergences.length + " divergences.");
        }
        return new KlCalibration(names, shares.clone(), divergences.clone());
    }

    static String label(Direction direction) {
        return direction.name().equals(direction.method())
                ? direction.name()
                : direction.name() + " (" + direction.method() + ")";
    }

    /**
     * What removing a direction of this share would do, in nats a token. The interval is as wide as the largest error made
     * when each direction was predicted from the others: of {@code n} more such directions, {@code n/(n+1)} should fall in it.
     */
    public Estimate predict(double share) {
        int n = shares.length;
        int[] all = IntStream.range(0, n).toArray();
        double worst = 0;
        for (int left = 0; left < n; left++) {
            int out = left;
            int[] rest = IntStream.of(all).filter(i -> i != out).toArray();
            worst = Math.max(worst, Math.abs(Math.log(divergences[out]) - line(rest, shares[out])));
        }
        double middle = line(all, share);
        return new Estimate(Math.exp(middle), Math.exp(middle - worst), Math.exp(middle + worst), n);
    }

    /** The logarithm of the divergence that the least-squares line through some directions gives for a share. */
    private double line(int[] members, double share) {
        double x = IntStream.of(members)
                .mapToDouble(i -> Math.log(shares[i]))
                .average()
                .orElseThrow();
        double y = IntStream.of(members)
                .mapToDouble(i -> Math.log(divergences[i]))
                .average()
                .orElseThrow();
        double xy = 0;
        double xx = 0;
        for (int i : members) {
            xy += (Math.log(shares[i]) - x) * (Math.log(divergences[i]) - y);
            xx += (Math.log(shares[i]) - x) * (Math.log(shares[i]) - x);
        }
        return y + (Math.log(share) - x) * xy / xx;
    }

    /** Whether more energy means more divergence, with its interval over directions. */
    public Estimate rankCorrelation() {
        return RankCorrelation.estimate(shares, divergences);
    }

    /** Energy and divergence of each direction. */
    @Override
    public Table table() {
        return Table.create(
                "Neutral energy and " + KlDivergence.NAME + "; rank correlation " + rankCorrelation(),
                StringColumn.create("direction", names),
                DoubleColumn.create(
                        "share of neutral energy (%)",
                        IntStream.range(0, shares.length)
                                .mapToDouble(i -> 100 * shares[i])
                                .toArray()),
                DoubleColumn.create(KlDivergence.NAME, divergences));
    }

    /** Both on logarithmic axes. */
    public PlotlyFigure plot() {
        return Scatter.of("share of neutral energy", KlDivergence.NAME)
                .points("directions", shares, divergences, names)
                .printed()
                .figure()
                .layout("{\"xaxis\": {\"type\": \"log\"}, \"yaxis\": {\"type\": \"log\"}}")
                .title("Neutral energy and divergence");
    }

    @Override
    public String toString() {
        return "KL calibration by " + names.size() + " directions, rank correlation " + rankCorrelation();
    }
}
