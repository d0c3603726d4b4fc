package dev.azimuth.interference;

import dev.azimuth.direction.AffineMap;
import dev.azimuth.interference.ToyCollateralCase.Outcome;
import dev.azimuth.interference.ToyCollateralCase.Roles;
import dev.azimuth.progress.Progress;
import dev.azimuth.superposition.ToyInstance;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The trial of all arms where the truth is known: a toy net whose hidden activations are {@code h = Σ f_j w_j}, in which
 * removing feature t should give {@code h − f_t w_t} and nothing else. Collateral is the squared error of the other
 * features' outputs beside that oracle, in units of their power, at a matched share of the target removed.
 *
 * <pre>{@code ToyCollateral.confounded(ToyModel.of(40, 10).probability(0.05).train().at(0)).run()}</pre>
 */
public final class ToyCollateral {
    private static final int NEIGHBOURS = 3;

    private final ToyInstance net;
    private final boolean confounded;
    private final int cases;
    private final int rows;
    private final double removal;

    private ToyCollateral(ToyInstance net, boolean confounded, int cases, int rows, double removal) {
        if (cases < 1 || rows < 32 || !(removal > 0 && removal < 1)) {
            throw new IllegalArgumentException("A trial of " + cases + " cases with " + rows + " rows at a removal of "
                    + removal + ". Give a case or more, at least 32 rows, and a share between 0 and 1.");
        }
        this.net = net;
        this.confounded = confounded;
        this.cases = cases;
        this.rows = rows;
        this.removal = removal;
    }

    /**
     * Features as they occur in training, each removed by itself: 12 targets, 10,000 rows to fit and as many to judge. The
     * three features nearest to the target are protected where an arm protects.
     */
    public static ToyCollateral clean(ToyInstance net) {
        return new ToyCollateral(net, false, 12, 10_000, 0.9);
    }

    /**
     * Each target comes with a companion, on in 90 % of the rows with the target and in 30 % of those without: 60 random pairs,
     * fitted on 512 rows, of which half have the target, and judged on 2,048 in which the two are independent.
     */
    public static ToyCollateral confounded(ToyInstance net) {
        return new ToyCollateral(net, true, 60, 512, 0.9);
    }

    /** With so many targets, or pairs. */
    public ToyCollateral cases(int count) {
        return new ToyCollateral(net, confounded, count, rows, removal);
    }

    /** With so many rows to fit. */
    public ToyCollateral rows(int count) {
        return new ToyCollateral(net, confounded, cases, count, removal);
    }

    /** At this share of the target removed, rather than 0.9. */
    public ToyCollateral removal(double share) {
        return new ToyCollateral(net, confounded, cases, rows, share);
    }

    /** Tries all arms on all cases. */
    public ToyCollateralResult run() {
        Map<String, List<List<Outcome>>> outcomes = new LinkedHashMap<>();
        List<Double> inflation = new ArrayList<>();
        IntFunction<ToyCollateralCase> making = confounded ? this::confoundedCase : this::cleanCase;
        for (int i : Progress.over(IntStream.range(0, cases).boxed().toList(), "removing features from a toy net")) {
            ToyCollateralCase each = making.apply(i);
            inflation.add(inflation(each.statistics()));
            for (CollateralArm arm : arms()) {
                outcomes.computeIfAbsent(arm.name(), name -> new ArrayList<>()).add(each.outcomes(arm));
            }
        }
        return new ToyCollateralResult(toString(), removal, outcomes, inflation);
    }

    private List<CollateralArm> arms() {
        LeastCollateralSteps steps = LeastCollateralSteps.linear();
        LeastCollateralSteps unprotected = steps.softness(Double.POSITIVE_INFINITY);
        return confounded
                ? List.of(
                        CollateralArm.ablation(),
                        CollateralArm.ace(),
                        CollateralArm.ace().gated(0.95),
                        CollateralArm.leace(),
                        CollateralArm.splince(),
                        CollateralArm.of("selective, confounded", ToyCollateral::selectiveConfounded),
                        CollateralArm.selective(),
                        CollateralArm.leastCollateral(steps.read(false)).named("deconfounded write"),
                        CollateralArm.leastCollateral(steps),
                        CollateralArm.leastCollateral(steps.gate(0.95)),
                        CollateralArm.random(0))
                : List.of(
                        CollateralArm.ablation(),
                        CollateralArm.ace(),
                        CollateralArm.leace(),
                        CollateralArm.surgical(0.01),
                        CollateralArm.leastCollateral(steps).named("least-collateral, neighbours nulled"),
                        CollateralArm.leastCollateral(unprotected),
                        CollateralArm.ace().gated(0.95),
                        CollateralArm.leastCollateral(unprotected.gate(0.95)));
    }

    private static double inflation(CollateralStatistics s) {
        return LeastCollateralRead.of(s.background(s.benignMean()), s.write(), s.protectedWrites(), 0)
                .varianceInflation();
    }

    /** Selective ablation with a protected direction that is itself confounded with the target. */
    private static AffineMap selectiveConfounded(CollateralStatistics s) {
        return CollateralArm.selective(s, "selective, confounded", s.protectedCovariances());
    }

    private ToyCollateralCase cleanCase(int target) {
        Roles roles = new Roles(target % net.features(), -1);
        float[][] fit = net.sample(rows, 2L * target + 1);
        float[][] benign =
                Arrays.stream(fit).filter(row -> row[roles.target()] == 0).toArray(float[][]::new);
        CollateralStatistics statistics = ToyCollateralCase.statistics(net, roles, fit, benign);
        for (int j : neighbours(roles.target())) {
            statistics = statistics.protecting("feature " + j, net.directions()[j]);
        }
        return new ToyCollateralCase(net, roles, statistics, net.sample(rows, 2L * target + 2));
    }

    private List<Integer> neighbours(int target) {
        float[][] directions = net.directions();
        return IntStream.range(0, net.features())
                .filter(j -> j != target)
                .boxed()
                .sorted(Comparator.comparing(j -> -Math.abs(Vectors.cosine(directions[target], directions[j]))))
                .limit(NEIGHBOURS)
                .toList();
    }

    private ToyCollateralCase confoundedCase(int pair) {
        SplittableRandom random = new SplittableRandom(1_000 + pair);
        int target = random.nextInt(net.features());
        Roles roles = new Roles(target, (target + 1 + random.nextInt(net.features() - 1)) % net.features());
        float[][] fit = mixed(roles, rows, 0.5, 0.9, random);
        float[][] benign = mixed(roles, 2048, 0, 0.3, random);
        CollateralStatistics statistics = ToyCollateralCase.statistics(net, roles, fit, benign);
        return new ToyCollateralCase(net, roles, statistics, mixed(roles, 2048, 0.5, 0.3, random));
    }

    /** Rows of which a share have the target; the companion is on in {@code along} of these, in 30 % of the others. */
    private float[][] mixed(Roles roles, int count, double share, double along, SplittableRandom random) {
        float[][] x = net.sample(count, random.nextLong());
        for (int i = 0; i < count; i++) {
            boolean on = i < share * count;
            x[i][roles.target()] = on ? (float) random.nextDouble() : 0;
            boolean companion = random.nextDouble() < (on ? along : 0.3);
            x[i][roles.companion()] = companion ? (float) random.nextDouble() : 0;
        }
        return x;
    }

    @Override
    public String toString() {
        return confounded
                ? cases + " pairs, fitted on " + rows + " rows in which a companion comes along"
                : cases + " targets, fitted on " + rows + " rows as they occur";
    }
}
