package dev.azimuth.interference;

import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A search for the point of a space where a loss is least. Each point follows from the seed, its number and the points
 * before it, so that a search that is stopped and begun again on logged losses goes on as if it had not been.
 */
public final class FrontierSearch {
    private enum Method {
        RANDOM("random search"),
        UNIVARIATE("univariate TPE"),
        MULTIVARIATE("multivariate TPE");

        private final String label;

        Method(String label) {
            this.label = label;
        }
    }

    private final Method method;
    private final int startup;
    private final long seed;

    private FrontierSearch(Method method, int startup, long seed) {
        this.method = method;
        this.startup = startup;
        this.seed = seed;
    }

    /** Points drawn uniformly. */
    public static FrontierSearch random() {
        return new FrontierSearch(Method.RANDOM, 0, 0);
    }

    /** By a tree-structured Parzen estimator over all parameters together, after 10 random points. */
    public static FrontierSearch tpe() {
        return new FrontierSearch(Method.MULTIVARIATE, 10, 0);
    }

    /** The same, each parameter by itself. */
    public static FrontierSearch univariateTpe() {
        return new FrontierSearch(Method.UNIVARIATE, 10, 0);
    }

    /** After so many random points. */
    public FrontierSearch startup(int points) {
        if (points < 2) {
            throw new IllegalArgumentException(
                    "A search that begins with " + points + " random points. Give at least 2.");
        }
        return new FrontierSearch(method, points, seed);
    }

    /** With other random numbers. */
    public FrontierSearch seed(long value) {
        return new FrontierSearch(method, startup, value);
    }

    /**
     * Tries {@code count} points.
     *
     * @param loss of a point; what is not finite counts as worse than all else
     * @return the best point
     */
    public double[] minimize(FrontierSpace space, int count, ToDoubleFunction<double[]> loss) {
        if (count < 1) {
            throw new IllegalArgumentException("A search of " + count + " points. Give at least 1.");
        }
        FrontierTpe tpe = new FrontierTpe(space, method == Method.MULTIVARIATE);
        List<FrontierTpe.Tried> tried = new ArrayList<>();
        FrontierTpe.Tried best = null;
        for (int number : Progress.over(IntStream.range(0, count).boxed().toList(), "searching edits")) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
            double[] point = method == Method.RANDOM || number < startup ? space.draw(random) : tpe.next(tried, random);
            double value = loss.applyAsDouble(point.clone());
            FrontierTpe.Tried trial = new FrontierTpe.Tried(point, Double.isFinite(value) ? value : Double.MAX_VALUE);
            tried.add(trial);
            best = best == null || trial.loss < best.loss ? trial : best;
        }
        return best == null ? new double[0] : best.point.clone();
    }

    @Override
    public String toString() {
        return method.label + (method == Method.RANDOM ? "" : " after " + startup + " random points") + ", seed "
                + seed;
    }
}
