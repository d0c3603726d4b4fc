package dev.azimuth.discovery;

import dev.azimuth.evaluation.Auc;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.evaluation.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What a method finds in growing random parts of the pairs, and how long a fit of them takes. */
record MethodCurve(String method, List<Point> points) {
    private static final int SMALLEST = 8;
    private static final int DRAWS = 5;

    /**
     * One number of pairs.
     *
     * @param auc on held-out pairs: mean and extent of the draws
     * @param seconds a fit, on average
     */
    record Point(int pairs, Estimate auc, double seconds) {}

    static MethodCurve of(DirectionEstimator estimator, PairedRows train, PairedRows heldOut) {
        SplittableRandom random = new SplittableRandom(5);
        List<Point> points = new ArrayList<>();
        for (int pairs = Math.min(SMALLEST, train.pairs()); pairs < train.pairs(); pairs *= 2) {
            points.add(point(estimator, train, heldOut, pairs, DRAWS, random));
        }
        points.add(point(estimator, train, heldOut, train.pairs(), 1, random));
        return new MethodCurve(estimator.method(), List.copyOf(points));
    }

    private static Point point(
            DirectionEstimator estimator,
            PairedRows train,
            PairedRows heldOut,
            int pairs,
            int draws,
            SplittableRandom random) {
        double[] aucs = new double[draws];
        double seconds = 0;
        for (int i = 0; i < draws; i++) {
            int[] order = Stability.shuffled(train.pairs(), random);
            PairedRows part = train.take(Stability.sorted(order, 0, pairs));
            long start = System.nanoTime();
            float[] axis = estimator.fit(part);
            seconds += (System.nanoTime() - start) / 1e9 / draws;
            aucs[i] = Auc.of(Vectors.project(heldOut.positive(), axis), Vectors.project(heldOut.negative(), axis));
        }
        return new Point(
                pairs,
                new Estimate(
                        Arrays.stream(aucs).average().orElseThrow(),
                        Bootstrap.quantile(aucs, 0),
                        Bootstrap.quantile(aucs, 1),
                        draws),
                seconds);
    }

    /** Of a fit of all pairs. */
    double seconds() {
        return points.get(points.size() - 1).seconds();
    }
}
