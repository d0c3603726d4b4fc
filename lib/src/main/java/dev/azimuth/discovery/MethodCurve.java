package dev.azimuth.discovery;

import dev.azimuth.direction.Direction;
import dev.azimuth.evaluation.Bootstrap;
import dev.azimuth.tensor.Estimate;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What a method finds in growing random parts of the pairs, what that does, and how long a fit takes. */
record MethodCurve(String method, List<Point> points) {
    private static final int SMALLEST = 8;
    private static final int DRAWS = 5;

    /**
     * One number of pairs.
     *
     * @param auc on held-out pairs: mean and extent of the draws
     * @param cosine with the fit of all pairs, on average
     * @param seconds a fit, on average
     * @param steered what pushing along the first draw's direction does; nothing where that was not asked for
     */
    record Point(int pairs, Estimate auc, double cosine, double seconds, Steered steered) {}

    /** What a direction does when a model is pushed along it and against it. */
    record Steered(Estimate onReadout, Estimate onScore) {
        static final Steered NOT_MEASURED = new Steered(ComparedMethods.NOT_MEASURED, ComparedMethods.NOT_MEASURED);
    }

    /** How the effect of a direction is measured. */
    @FunctionalInterface
    interface Effect {
        Steered of(Direction direction);
    }

    /**
     * @param found the direction that the method finds in all of {@code train}
     */
    static MethodCurve of(
            DirectionEstimator estimator, Direction found, PairedRows train, PairedRows heldOut, Effect effect) {
        SplittableRandom random = new SplittableRandom(5);
        List<Point> points = new ArrayList<>();
        for (int pairs = Math.min(SMALLEST, train.pairs()); pairs < train.pairs(); pairs *= 2) {
            points.add(point(estimator, found, train, heldOut, draws(train.pairs(), pairs, DRAWS, random), effect));
        }
        points.add(point(estimator, found, train, heldOut, draws(train.pairs(), train.pairs(), 1, random), effect));
        return new MethodCurve(estimator.method(), List.copyOf(points));
    }

    private static int[][] draws(int all, int pairs, int count, SplittableRandom random) {
        int[][] draws = new int[count][];
        Arrays.setAll(draws, i -> Stability.sorted(Stability.shuffled(all, random), 0, pairs));
        return draws;
    }

    private static Point point(
            DirectionEstimator estimator,
            Direction found,
            PairedRows train,
            PairedRows heldOut,
            int[][] draws,
            Effect effect) {
        double[] aucs = new double[draws.length];
        double cosine = 0;
        double seconds = 0;
        Steered steered = Steered.NOT_MEASURED;
        for (int i = 0; i < draws.length; i++) {
            PairedRows part = train.take(draws[i]);
            long start = System.nanoTime();
            float[] axis = estimator.fit(part);
            seconds += (System.nanoTime() - start) / 1e9 / draws.length;
            aucs[i] = Separability.of(heldOut, axis).auc();
            cosine += Vectors.cosine(axis, found.unit()) / draws.length;
            if (i == 0) {
                steered = effect.of(
                        Direction.ofClasses(found.name(), found.method(), found.site(), axis, part.meanDifference()));
            }
        }
        Estimate auc = new Estimate(
                Arrays.stream(aucs).average().orElseThrow(),
                Bootstrap.quantile(aucs, 0),
                Bootstrap.quantile(aucs, 1),
                draws.length);
        return new Point(draws[0].length, auc, cosine, seconds, steered);
    }

    /** Of a fit of all pairs. */
    double seconds() {
        return points.get(points.size() - 1).seconds();
    }
}
